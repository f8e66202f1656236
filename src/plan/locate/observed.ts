import { keyLabel, type KeyName, type Stage, isRewriting } from '../../model/encryption.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import { nodeOf, sameKey } from '../fact-reading.ts';

/** The order of the old key and at most one new key in a server's file. */
export type KeyLayout =
  | { readonly kind: 'old' }
  /** Stage `prepare`. The new key can read, and the old key writes. */
  | { readonly kind: 'old-new'; readonly newKey: KeyName }
  /** Stage `rotate`. The new key writes. */
  | { readonly kind: 'new-old'; readonly newKey: KeyName }
  /** The old key is gone. */
  | { readonly kind: 'new'; readonly newKey: KeyName }
  /** More than one key besides the old key, or one key twice. */
  | { readonly kind: 'strange' }
  /** No file, or no key in it. */
  | { readonly kind: 'none' };

/** The observed state of one control-plane server. */
export interface Observed {
  readonly server: string;
  readonly layout: KeyLayout;
  /** Stage in the state file, which survives a restart. */
  readonly stage: Stage | undefined;
  /** The state file describes the present encryption file. */
  readonly consistent: boolean;
  /** The Node's annotation says that Secrets are being rewritten now (engine.md: never on disk). */
  readonly rewriting: boolean;
  /** systemd's InvocationID of the service. A different InvocationID means that the service was started again. */
  readonly service: string;
  /** `name=value` pairs for a refusal. */
  readonly evidence: readonly string[];
}

/** Reads stage, keys and annotation of one server with regard to the old key. */
export function observe(facts: ClusterFacts, server: ServerFacts, oldKey: KeyName): Observed {
  const file = server.encryption?.file;
  const state = server.encryption?.state;
  const live = nodeOf(facts, server)?.annotation?.stage;
  return {
    server: server.name,
    layout: layoutOf(file?.keys ?? [], oldKey),
    stage: state?.stage,
    consistent: file !== undefined && state !== undefined && state.sha256 === file.sha256,
    rewriting: isRewriting(live),
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

/** The layout of a file's keys with regard to the old key. */
function layoutOf(keys: readonly KeyName[], oldKey: KeyName): KeyLayout {
  const [first, second, ...more] = keys;
  if (first === undefined) return { kind: 'none' };
  if (more.length > 0) return { kind: 'strange' };
  const firstIsOld = sameKey(first, oldKey);
  if (second === undefined) return firstIsOld ? { kind: 'old' } : { kind: 'new', newKey: first };
  if (firstIsOld === sameKey(second, oldKey)) return { kind: 'strange' };
  return firstIsOld ? { kind: 'old-new', newKey: second } : { kind: 'new-old', newKey: first };
}

/** The new key of a layout. */
export function newKeyOf(layout: KeyLayout): KeyName | undefined {
  return 'newKey' in layout ? layout.newKey : undefined;
}
