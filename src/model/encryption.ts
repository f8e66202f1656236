/** The stages of the engine, in its own words (engine.md, "State"). */
export const STAGES = [
  'start',
  'prepare',
  'rotate',
  'reencrypt_request',
  'reencrypt_active',
  'reencrypt_finished',
] as const;
export type Stage = (typeof STAGES)[number];

/** The providers that `secrets-encrypt` manages. */
export type KeyProvider = 'aescbc' | 'secretbox';

/** A key as everybody may see it: never its material. */
export interface KeyName {
  readonly provider: KeyProvider;
  /** For example `aescbckey-2026-11-23T20:45:00+01:00`; it contains colons. */
  readonly name: string;
}

/**
 * `provider/name`, as a key is written in fingerprints, evidence and a census. A value's prefix in the datastore may name
 * a provider that is not the engine's.
 */
export function keyLabel({ provider, name }: { readonly provider: string; readonly name: string }): string {
  return `${provider}/${name}`;
}

/** The mutating stage commands keyturn may send. `reencrypt-skip` is `reencrypt --skip`. */
export const STAGE_COMMANDS = ['prepare', 'rotate', 'reencrypt-skip', 'reencrypt', 'rotate-keys'] as const;
export type StageCommand = (typeof STAGE_COMMANDS)[number];

/** What `secrets-encrypt status` said, in any era's form (failures.md 5.1, 5.2). */
export interface EncryptionStatus {
  /** `not-configured` is the answer of a server without an encryption file. */
  readonly enablement: 'enabled' | 'disabled' | 'not-configured';
  /** `undefined` where the engine named no stage, or one we do not know (then `raw` has it). */
  readonly stage: Stage | undefined;
  readonly hashesMatch: boolean;
  /** The engine's own words when they do not match. */
  readonly hashError: string | undefined;
  readonly activeKey: KeyName | undefined;
  readonly inactiveKeys: readonly KeyName[];
  /** The text as received: evidence. It never contains key material. */
  readonly raw: string;
}

/**
 * What is known of a server's status. An unread one says nothing about its encryption: not that it is off, not that hashes differ, not that a
 * rotation is half-done.
 */
export type StatusReading =
  | { readonly kind: 'read'; readonly said: EncryptionStatus }
  | {
      readonly kind: 'unread';
      /** `service-not-active`: it was not asked, because a server that starts may panic (failures.md B16). */
      readonly because: 'service-not-active' | 'no-answer' | 'not-understood';
      /** The answer nobody could read; empty without one. */
      readonly raw: string;
    };

/** `<stage>-<sha256>` as in the state file and the Node annotation. */
export interface StageHash {
  readonly stage: Stage;
  /** SHA-256 of the encryption file, hexadecimal, lower case. */
  readonly sha256: string;
}

/** What can be known of the encryption file without reading a key. */
export interface EncryptionFile {
  readonly path: string;
  readonly sha256: string;
  /** Every key in file order; the first one of the first provider writes. */
  readonly keys: readonly KeyName[];
  /** Resources in file order as written, for example `['secrets']`; empty where they could not be read. */
  readonly resources: readonly string[];
  /** Providers in file order as written, for example `['aescbc', 'identity']`. */
  readonly providers: readonly string[];
  /** When it came to be on this host (ctime): seconds since the epoch, the host's clock. */
  readonly changedAtSeconds: number;
  /** Octal, for example `600`. */
  readonly mode: string;
  /** `user:group`. */
  readonly owner: string;
}

/** What one control-plane server shows of a rotation: its two files, and the annotation of its Node. */
export interface ServerState {
  readonly file: EncryptionFile;
  readonly state: StageHash;
  readonly annotation: StageHash | undefined;
}
