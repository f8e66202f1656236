import type { Count } from './units.ts';
/**
 * Secrets that lie under a key which not every control-plane server has, and everything that still has that key. It is the one thing to know
 * of a cluster before anything else is done to it: a restart gives a server the files of the datastore, and with them may go the last copy
 * of the key (real-engine.md 3).
 */
export interface KeyOutOfReach {
  /** As in a census: `provider/name`. */
  readonly key: string;
  readonly secrets: Count;
  readonly standing: KeyStanding;
  /** Control-plane servers whose encryption file does not have it. */
  readonly lacking: readonly string[];
  /** Control-plane servers whose encryption file has it. */
  readonly holding: readonly string[];
  /** Servers whose apiserver still uses a file with it, where the one on the disk has lost it: a reload or a restart ends that. */
  readonly stillInUse: readonly string[];
  /** Servers without an apiserver whose encryption file has it. */
  readonly unusedFiles: readonly string[];
  /** Sealed copies that have it, newest first on each host. */
  readonly copies: readonly KeyCopy[];
  /** Servers whose files or sealed copies nobody could look at. */
  readonly unseen: readonly string[];
}

export const KEY_STANDINGS = ['gone', 'held', 'repairable', 'behind'] as const;

/**
 * How it can be reached. `gone`: no server has it. `held`: a server that has moved on to a later key lacks it, and no server can rewrite
 * these Secrets for all. `repairable`: the same, and a server that has it writes with a key that all have: through that one they can be
 * rewritten. `behind`: the servers that lack it have only earlier keys; a rotation that goes on brings it to them.
 */
export type KeyStanding = (typeof KEY_STANDINGS)[number];

/** A sealed copy that has the key. Names and hashes only. */
export interface KeyCopy {
  readonly server: string;
  readonly directory: string;
  /** Of the copied encryption file. */
  readonly sha256: string;
  /** All keys in it, as `provider/name`, in file order. */
  readonly keys: readonly string[];
}

/** Nothing may be restarted, and no run goes on, before a person has decided. */
export function isForAPerson({ standing }: KeyOutOfReach): boolean {
  return standing === 'gone' || standing === 'held';
}
