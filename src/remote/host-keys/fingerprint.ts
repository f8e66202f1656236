import { createHash } from 'node:crypto';

/** `SHA256:...` as OpenSSH prints a fingerprint, in base64 without padding. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
