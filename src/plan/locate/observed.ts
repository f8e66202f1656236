import { keyLabel, type KeyName, type Stage } from '../../model/encryption.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import { nodeOf, sameKey } from '../fact-reading.ts';

/** How the old key and at most one new key lie in a server's file. */
export type KeyLayout =
  | { readonly kind: 'old' }
  /** prepare: the new key can read, the old one writes. */
  | { readonly kind: 'old-new'; readonly newKey: KeyName }
  /** rotate: the new key writes. */
  | { readonly kind: 'new-old'; readonly newKey: KeyName }
  /** The old key is gone. */
  | { readonly kind: 'new'; readonly newKey: KeyName }
  /** More than one key that is not the old one, or the same one twice. */
  | { readonly kind: 'strange' }
  /** No file, or no key in it. */
  | { readonly kind: 'none' };

/** What one control-plane server shows. */
export interface Observed {
  readonly server: string;
  readonly layout: KeyLayout;
  /** Stage of the state file: it survives a restart. */
  readonly stage: Stage | undefined;
  /** The file is the one that the state file speaks of. */
  readonly consistent: boolean;
  /** The Node's annotation says that Secrets are being rewritten now (engine.md: never on disk). */
  readonly rewriting: boolean;
  /** systemd's InvocationID of the service: another one means that it was started again. */
  readonly service: string;
  /** `name=value` pairs for a refusal. */
  readonly evidence: readonly string[];
}

/** Reads stage, keys and annotation of one server with regard to the key that is to go. */
export function observe(facts: ClusterFacts, server: ServerFacts, oldKey: KeyName): Observed {
  const file = server.encryption?.file;
  const state = server.encryption?.state;
  const live = nodeOf(facts, server)?.annotation?.stage;
  return {
    server: server.name,
    layout: layoutOf(file?.keys ?? [], oldKey),
    stage: state?.stage,
    consistent: file !== undefined && state !== undefined && state.sha256 === file.sha256,
    rewriting: live === 'reencrypt_active' || live === 'reencrypt_request',
    service: server.unit.invocationId,
    evidence: [
      `server=${server.name}`,
      `stage=${state?.stage ?? 'unknown'}`,
      `annotation=${live ?? 'unknown'}`,
      ...(file?.keys ?? []).map((key) => `key=${keyLabel(key)}`),
      `file=${file?.sha256 ?? 'absent'}`,
      `state=${state?.sha256 ?? 'absent'}`,
    ],
  };
}

/** How the keys of a file lie with regard to the old one. */
function layoutOf(keys: readonly KeyName[], oldKey: KeyName): KeyLayout {
  const [first, second, ...more] = keys;
  if (first === undefined) return { kind: 'none' };
  if (more.length > 0) return { kind: 'strange' };
  const firstIsOld = sameKey(first, oldKey);
  if (second === undefined) return firstIsOld ? { kind: 'old' } : { kind: 'new', newKey: first };
  if (firstIsOld === sameKey(second, oldKey)) return { kind: 'strange' };
  return firstIsOld ? { kind: 'old-new', newKey: second } : { kind: 'new-old', newKey: first };
}

/** The key of a layout that is not the old one. */
export function newKeyOf(layout: KeyLayout): KeyName | undefined {
  return 'newKey' in layout ? layout.newKey : undefined;
}
