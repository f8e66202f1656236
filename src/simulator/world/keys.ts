import { createCipheriv, createDecipheriv, randomBytes, type Decipheriv } from 'node:crypto';

import type { KeyProvider } from '../../model/encryption.ts';
import type { EncryptionConfig } from '../engine/encryption-config.ts';
import { ClusterError } from './cluster-error.ts';

/** Thrown for an unreadable stored value. The text is the real apiserver's (measured.md 1). */
export class NoMatchingKey extends ClusterError {
  constructor(provider: KeyProvider, why: 'no-key' | 'wrong-key' = 'no-key') {
    super(
      why === 'wrong-key'
        ? // By reading (k8s.io/apiserver pkg/storage/value/encrypt/aes/aes.go): a key of the right name with other material.
          'invalid padding on input'
        : provider === 'aescbc'
          ? 'no matching key was found for the provided AES transformer'
          : 'no matching key was found for the provided Secretbox transformer',
    );
  }
}

/**
 * Encrypts with the first key, as the writing apiserver does. The encryption is real, so a lost key is a lost Secret.
 */
export function encrypt(config: EncryptionConfig, plain: Buffer): Buffer {
  const key = config.keys[0];
  if (config.identityFirst || key === undefined) return plain;
  const prefix = Buffer.from(`k8s:enc:${config.provider}:v1:${key.name}:`);
  if (config.provider === 'aescbc') {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', key.secret, iv);
    return Buffer.concat([prefix, iv, cipher.update(plain), cipher.final()]);
  }
  // Node has no XSalsa20-Poly1305. The related ChaCha20-Poly1305 is authenticated in an equal way.
  const nonce = randomBytes(12);
  const cipher = createCipheriv('chacha20-poly1305', key.secret, nonce, { authTagLength: 16 });
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([prefix, nonce, cipher.getAuthTag(), sealed]);
}

/** Decrypts with the key named by the prefix. `stale` means a key that is not the writing key. */
export function decrypt(config: EncryptionConfig, stored: Buffer): { readonly plain: Buffer; readonly stale: boolean } {
  if (stored.subarray(0, 4).equals(Buffer.from('k8s\0'))) return { plain: stored, stale: !config.identityFirst };
  const { provider } = config;
  const head = stored.subarray(0, 160).toString('latin1');
  const key = config.keys.find(({ name }) => head.startsWith(`k8s:enc:${provider}:v1:${name}:`));
  if (key === undefined) throw new NoMatchingKey(provider);
  const body = stored.subarray(Buffer.byteLength(`k8s:enc:${provider}:v1:${key.name}:`));
  const stale = key !== config.keys[0];
  if (provider === 'aescbc') {
    const decipher = createDecipheriv('aes-256-cbc', key.secret, body.subarray(0, 16));
    return { plain: finished(decipher, body.subarray(16), provider), stale };
  }
  const decipher = createDecipheriv('chacha20-poly1305', key.secret, body.subarray(0, 12), { authTagLength: 16 });
  decipher.setAuthTag(body.subarray(12, 28));
  return { plain: finished(decipher, body.subarray(28), provider), stale };
}

/** A key of the right name with other material decrypts nothing. */
function finished(decipher: Decipheriv, body: Buffer, provider: KeyProvider): Buffer {
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw new NoMatchingKey(provider, 'wrong-key');
  }
}

/** The key of a stored value, or `plaintext` without a key. */
export function keyNameOf(stored: Buffer, names: readonly string[]): string {
  const head = stored.subarray(0, 160).toString('latin1');
  const longestFirst = [...names].sort((one, other) => other.length - one.length);
  return (
    longestFirst.find((name) => head.includes(`:v1:${name}:`)) ??
    (head.startsWith('k8s:enc:') ? 'unknown' : 'plaintext')
  );
}
