/** The stages of the engine, under the engine's own names (engine.md, "State"). */
export const STAGES = [
  'start',
  'prepare',
  'rotate',
  'reencrypt_request',
  'reencrypt_active',
  'reencrypt_finished',
] as const;
export type Stage = (typeof STAGES)[number];

/** Whether Secrets are being rewritten, or are about to be, at a stage. */
export function isRewriting(stage: Stage | undefined): stage is 'reencrypt_request' | 'reencrypt_active' {
  return stage === 'reencrypt_request' || stage === 'reencrypt_active';
}

/** The providers that `secrets-encrypt` manages. */
export type KeyProvider = 'aescbc' | 'secretbox';

/** A key in its public form, never its material. */
export interface KeyName {
  readonly provider: KeyProvider;
  /** Name of the key, for example `aescbckey-2026-11-23T20:45:00+01:00`. The name contains colons. */
  readonly name: string;
}

/**
 * `provider/name`, the form of a key in fingerprints, evidence and a census. A value's prefix in the datastore may name a provider unknown to
 * the engine.
 */
export function keyLabel({ provider, name }: { readonly provider: string; readonly name: string }): string {
  return `${provider}/${name}`;
}

/** The mutating stage commands keyturn may send. `reencrypt-skip` is `reencrypt --skip`. */
export const STAGE_COMMANDS = ['prepare', 'rotate', 'reencrypt-skip', 'reencrypt', 'rotate-keys'] as const;
export type StageCommand = (typeof STAGE_COMMANDS)[number];

/** The content of `secrets-encrypt status`, in any era's form (failures.md 5.1, 5.2). */
export interface EncryptionStatus {
  /** `not-configured` is the answer of a server without an encryption file. */
  readonly enablement: 'enabled' | 'disabled' | 'not-configured';
  /** The stage, or `undefined` if the engine named no stage or an unknown stage (then `raw` has the name). */
  readonly stage: Stage | undefined;
  readonly hashesMatch: boolean;
  /** The engine's own words about hashes that do not match. */
  readonly hashError: string | undefined;
  readonly activeKey: KeyName | undefined;
  readonly inactiveKeys: readonly KeyName[];
  /** The received text, as evidence. The text never contains key material. */
  readonly raw: string;
}

/**
 * The reading of a server's status. An unread status proves nothing about the server's encryption, neither disabled encryption nor different
 * hashes nor an unfinished rotation.
 */
export type StatusReading =
  | { readonly kind: 'read'; readonly said: EncryptionStatus }
  | {
      readonly kind: 'unread';
      /** Why the status is unread. With `service-not-active` keyturn did not ask, because a starting server may panic (failures.md B16). */
      readonly because: 'service-not-active' | 'no-answer' | 'not-understood';
      /** The unreadable answer, or empty without an answer. */
      readonly raw: string;
    };

/** `<stage>-<sha256>`, the form in the state file and the Node annotation. */
export interface StageHash {
  readonly stage: Stage;
  /** SHA-256 of the encryption file, hexadecimal, lower case. */
  readonly sha256: string;
}

/** The facts about the encryption file that need no reading of a key. */
export interface EncryptionFile {
  readonly path: string;
  readonly sha256: string;
  /** Every key in file order. The first key of the first provider writes. */
  readonly keys: readonly KeyName[];
  /** Resources in file order as written, for example `['secrets']`. The list is empty if the resources could not be read. */
  readonly resources: readonly string[];
  /** Providers in file order as written, for example `['aescbc', 'identity']`. */
  readonly providers: readonly string[];
  /** Time of the file's last change on this host (ctime), in seconds since the epoch by the host's clock. */
  readonly changedAtSeconds: number;
  /** Octal mode, for example `600`. */
  readonly mode: string;
  /** `user:group`. */
  readonly owner: string;
}

/** One control-plane server's state in a rotation, from the server's two files and the Node's annotation. */
export interface ServerState {
  readonly file: EncryptionFile;
  readonly state: StageHash;
  readonly annotation: StageHash | undefined;
}

/** Progress of a rewrite, as reported by the server's journal. */
export type RewriteProgress =
  /** The journal has no line about the rewrite. */
  | { readonly kind: 'none' }
  /** The rewrite has begun, and no number is reported yet. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'running'; readonly rewritten: number }
  /** The rewrite is complete. `rewritten` is `undefined` if the line names no count. */
  | { readonly kind: 'complete'; readonly rewritten: number | undefined }
  /** The engine aborted the rewrite. `rewritten` is the last count reported before the abort. */
  | { readonly kind: 'failed'; readonly rewritten: number | undefined; readonly cause: string };

/** The source of the number of rewritten Secrets, which is the server's journal or a count of the Secrets in etcd by key. */
export type ProgressSource = 'journal' | 'datastore';
