import type { KeyProvider, Stage } from '../../model/encryption.ts';

/** The commands that change something, in the engine's words. */
export type EngineCommand = 'prepare' | 'rotate' | 'reencrypt' | 'rotate-keys';

/** A Node labelled control-plane, as the engine lists Nodes. */
export interface AnnotatedNode {
  readonly name: string;
  /** `<stage>-<sha256>`, or `undefined` for a Node without an annotation. */
  readonly annotation: string | undefined;
}

const ALLOWED_FROM: Readonly<Record<EngineCommand, readonly Stage[]>> = {
  prepare: ['start', 'reencrypt_finished'],
  rotate: ['prepare'],
  reencrypt: ['rotate'],
  'rotate-keys': ['start', 'reencrypt_finished'],
};

export function isEngineCommand(word: string): word is EngineCommand {
  return Object.hasOwn(ALLOWED_FROM, word);
}

/**
 * Two different annotations among the control-plane Nodes with an annotation. The engine ignores all remaining Nodes.
 */
export function hashMismatch(nodes: readonly AnnotatedNode[]): string | undefined {
  const annotated = nodes.filter(({ annotation }) => annotation !== undefined);
  const [first] = annotated;
  const other = annotated.find(({ annotation }) => annotation !== first?.annotation);
  return first === undefined || other === undefined
    ? undefined
    : `hash does not match between ${first.name} and ${other.name}`;
}

/** The stage in an annotation or in the text of a state file. */
export function stageOf(annotation: string): Stage {
  return annotation.slice(0, annotation.lastIndexOf('-')) as Stage;
}

/** Why a server without a control plane answers no `secrets-encrypt` command. */
export function notControlPlane(name: string): string {
  return `cannot manage secrets encryption on non control-plane node ${name}`;
}

/** Why a server whose Node lacks the annotation answers no command either, `status` included. */
export function missingAnnotation(name: string): string {
  return `missing annotation on node ${name}`;
}

/**
 * Why the engine refuses a command before writing anything, or `undefined` for an accepted command
 * (engine.md, "Commands"; failures.md 2.2).
 */
export function refusalOf(
  command: EngineCommand,
  own: {
    readonly name: string;
    readonly provider: KeyProvider;
    /** SHA-256 of this server's file. */
    readonly fileHash: string;
    readonly nodes: readonly AnnotatedNode[];
  },
): string | undefined {
  const mismatch = hashMismatch(own.nodes);
  if (mismatch !== undefined) return mismatch;
  const annotation = own.nodes.find(({ name }) => name === own.name)?.annotation;
  if (annotation === undefined) return missingAnnotation(own.name);
  // The engine names the first Node of its list, for a question to any server.
  const named = own.nodes[0]?.name ?? own.name;
  const stage = stageOf(annotation);
  if (!ALLOWED_FROM[command].includes(stage)) return `incorrect stage: ${stage} found on node ${named}`;
  const hash = annotation.slice(annotation.lastIndexOf('-') + 1);
  if (hash !== own.fileHash) return `invalid hash: ${hash} found on node ${named}`;
  // Checked last, because the engine reports a disorder of the cluster first.
  return own.provider === 'secretbox' && command !== 'rotate-keys'
    ? `${command} does not support secretbox key type, use rotate-keys instead`
    : undefined;
}
