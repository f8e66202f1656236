import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key in etcd under which everyone with this token finds the credentials. */
export function storageKey(token: string): string {
  return `/bootstrap/${createHash('sha256').update(token).digest('hex').slice(0, 12)}`;
}

/** Seals with the token, in K3s's form: salt, a colon, and nonce, ciphertext and tag in base64. */
export function seal(token: string, plain: Buffer): Buffer {
  const salt = randomBytes(8).toString('hex');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(token, salt), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return Buffer.from(`${salt}:${sealed.toString('base64')}`);
}

/** Opens what `seal` made. Throws with another token, or when a byte was changed. */
export function open(token: string, value: Buffer): Buffer {
  const [salt = '', encoded = ''] = value.toString().split(':');
  const sealed = Buffer.from(encoded, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(token, salt), sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

function keyOf(token: string, salt: string): Buffer {
  return pbkdf2Sync(token, salt, 4_096, 32, 'sha1');
}
