import type { Count } from './units.ts';
/**
 * A key of Secrets that some control-plane server lacks, with everything that still has the key. Operators must know this before any other act
 * on the cluster, because a restart gives a server the files of the datastore and may remove the last copy of the key (real-engine.md 3).
 */
export interface KeyOutOfReach {
  /** The key as `provider/name`, as in a census. */
  readonly key: string;
  readonly secrets: Count;
  readonly state: KeyState;
  /** Control-plane servers whose encryption file lacks the key. */
  readonly lacking: readonly string[];
  /** Control-plane servers whose encryption file has the key. */
  readonly holding: readonly string[];
  /** Servers whose apiserver still uses a file with the key, although the file on disk has lost the key. A reload or a restart ends the use. */
  readonly stillInUse: readonly string[];
  /** Servers without an apiserver whose encryption file has the key. */
  readonly unusedFiles: readonly string[];
  /** Sealed copies with the key, newest first on each host. */
  readonly copies: readonly KeyCopy[];
  /** Servers whose files or sealed copies could not be read. */
  readonly unseen: readonly string[];
}

export const KEY_STATES = ['gone', 'held', 'repairable', 'behind'] as const;

/**
 * How the key can be reached. With `gone` no server has the key. With `held` a server that has moved on to a later key lacks the key, and no
 * server can rewrite these Secrets for all servers. `repairable` is `held` with a server that has the key and writes with a key that all servers
 * have, so that the Secrets can be rewritten through this server. With `behind` the servers without the key have only earlier keys, and a
 * continued rotation brings the key to these servers.
 */
export type KeyState = (typeof KEY_STATES)[number];

/** A sealed copy with the key. Only names and hashes are kept. */
export interface KeyCopy {
  readonly server: string;
  readonly directory: string;
  /** SHA-256 of the copied encryption file. */
  readonly sha256: string;
  /** All keys in the copy, as `provider/name`, in file order. */
  readonly keys: readonly string[];
}

/** Whether the operator must decide before any restart and before any run continues. */
export function isForAPerson({ state }: KeyOutOfReach): boolean {
  return state === 'gone' || state === 'held';
}
