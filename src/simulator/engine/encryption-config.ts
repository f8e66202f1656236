import { createHash, randomBytes } from 'node:crypto';

import type { KeyProvider } from '../../model/encryption.ts';

/** A key of the encryption file with its material, which never leaves its host. */
export interface EncryptionKey {
  readonly name: string;
  readonly secret: Buffer;
}

/** The content of an encryption file. */
export interface EncryptionConfig {
  readonly provider: KeyProvider;
  readonly keys: readonly EncryptionKey[];
  /** The identity provider comes first, so encryption is disabled. */
  readonly identityFirst: boolean;
}

/** The engine's file at a cluster's very first start. */
export function firstConfig(provider: KeyProvider): EncryptionConfig {
  return { provider, keys: [newKey(`${provider}key`)], identityFirst: false };
}

function newKey(name: string): EncryptionKey {
  return { name, secret: randomBytes(32) };
}

/** A key for a rotation, named after the minute of its creation (engine.md, "Commands"). */
export function mintKey(provider: KeyProvider, at: Date): EncryptionKey {
  return newKey(`${provider}key-${zonedTime(at)}`);
}

/** RFC 3339 with whole seconds, in the time zone of this process. */
function zonedTime(at: Date): string {
  const offset = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(offset);
  return offset === 0 ? `${local}Z` : `${local}${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** `prepare`. A new key is read, but not yet written. */
export function withLastKey(config: EncryptionConfig, key: EncryptionKey): EncryptionConfig {
  return { ...config, keys: [...config.keys, key] };
}

/** `rotate`. The last key becomes the writing key. */
export function rightRotated(config: EncryptionConfig): EncryptionConfig {
  const last = config.keys.at(-1);
  return last === undefined ? config : { ...config, keys: [last, ...config.keys.slice(0, -1)] };
}

/** The last key is dropped after a rewrite. */
export function withoutLastKey(config: EncryptionConfig): EncryptionConfig {
  return { ...config, keys: config.keys.slice(0, -1) };
}

/** K3s's own form of the file, on one line. */
export function configText({ provider, keys, identityFirst }: EncryptionConfig): string {
  const managed = {
    [provider]: { keys: keys.map(({ name, secret }) => ({ name, secret: secret.toString('base64') })) },
  };
  const identity = { identity: {} };
  return JSON.stringify({
    kind: 'EncryptionConfiguration',
    apiVersion: 'apiserver.config.k8s.io/v1',
    resources: [{ resources: ['secrets'], providers: identityFirst ? [identity, managed] : [managed, identity] }],
  });
}

interface WrittenConfig {
  readonly resources: readonly {
    readonly providers: readonly Readonly<
      Record<string, { readonly keys?: readonly { readonly name: string; readonly secret: string }[] }>
    >[];
  }[];
}

/** Reads a file in K3s's form. Throws on text that is not JSON. */
export function parseConfig(text: string): EncryptionConfig {
  const providers = (JSON.parse(text) as WrittenConfig).resources[0]?.providers ?? [];
  const managed = providers.find((one) => 'aescbc' in one || 'secretbox' in one) ?? {};
  const provider: KeyProvider = 'secretbox' in managed ? 'secretbox' : 'aescbc';
  const keys = (managed[provider]?.keys ?? []).map(({ name, secret }) => ({
    name,
    secret: Buffer.from(secret, 'base64'),
  }));
  return { provider, keys, identityFirst: 'identity' in (providers[0] ?? {}) };
}

export function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
