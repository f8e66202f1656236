import type { KeyName } from './encryption.ts';
import type { Count } from './units.ts';

/**
 * What a rescue does on each server (real-engine.md 3 and 4). Secrets are under keys that control-plane servers lack. The rescue puts these keys
 * back behind the writing key, moves the Secrets to the writing key, and takes the keys away again. Only names, places and hashes are in here.
 */
export interface Rescue {
  /** The file that the engine left, with the writing key alone. Every server has exactly these bytes at the end. */
  readonly goal: { readonly sha256: string; readonly key: KeyName };
  /** The keys that are put back, in the order in which the files get them. */
  readonly missing: readonly KeyName[];
  /** The control-plane servers, in the order in which their files are written. */
  readonly servers: readonly RescueServer[];
}

/** The part of one control-plane server in a rescue. */
export interface RescueServer {
  readonly server: string;
  /** SHA-256 of the encryption file before the rescue. */
  readonly beforeSha256: string;
  readonly adding: Adding;
  readonly returning: Returning;
}

/** How a server gets the file with all keys. */
export type Adding =
  /**
   * The server has the goal file, and the missing keys are put in behind its writing key. With `own` each key comes from another file of the same
   * host and stays there. With `carried` the keys pass through keyturn's memory, from other servers, over SSH.
   */
  | { readonly kind: 'compose'; readonly keys: 'own' | 'carried'; readonly sources: readonly MissingKeySource[] }
  /** The server has an earlier key alone, and gets the whole file with all keys from a server that has it by then. */
  | { readonly kind: 'receive'; readonly from: string }
  /** The server has all keys already. */
  | { readonly kind: 'none' };

/** How a server gets the goal file back. `path` is a file with exactly these bytes. */
export type Returning =
  /** From the copy that the rescue seals before it writes. */
  | { readonly kind: 'sealed' }
  /** From a copy that an earlier run sealed on the same host. */
  | { readonly kind: 'own'; readonly path: string }
  /** No file of the host has the bytes, so that they pass through keyturn's memory. */
  | { readonly kind: 'carried'; readonly from: string; readonly path: string };

/** A file that has a missing key, an encryption file or a sealed copy. */
export interface MissingKeySource {
  readonly key: KeyName;
  readonly server: string;
  readonly path: string;
  /** SHA-256 of the whole file when the plan was made. */
  readonly sha256: string;
}

/** Where a rescue begins or continues. With `undo` the files from before are put back, and nothing else is done. */
export type RescueEntry = 'add' | 'return' | 'restart' | 'undo';

/** A snapshot of the datastore on a server's disk. keyturn looks at its name alone. */
export interface SnapshotFile {
  readonly server: string;
  readonly path: string;
  /** By the clock of its host, in seconds since the epoch. */
  readonly savedAtSeconds: number;
}

/** Secrets under a key of which no copy was found. */
export interface LostSecrets {
  /** The key as `provider/name`. */
  readonly key: string;
  readonly count: Count;
  /** The first names, as `namespace/name`. */
  readonly names: readonly string[];
}
