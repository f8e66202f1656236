import { createHash } from 'node:crypto';

import { matchesHost, type KnownHost } from './known-hosts.ts';

/** A key as a host offers it. */
export interface OfferedKey {
  readonly host: string;
  readonly port: number;
  /** The key's wire format. */
  readonly key: Buffer;
}

/** What the known_hosts files say of it. */
export type HostKeyVerdict =
  | { readonly kind: 'trusted' }
  | { readonly kind: 'unknown' }
  /** Another key is recorded. */
  | { readonly kind: 'changed'; readonly recordedAt: string }
  | { readonly kind: 'revoked'; readonly recordedAt: string };

/** Compares an offered key with the recorded ones. Pure: it is asked again at every rekey. A revoked key is never trusted. */
export function verifyHostKey(entries: readonly KnownHost[], offered: OfferedKey): HostKeyVerdict {
  const matching = entries.filter((entry) => matchesHost(entry, offered.host, offered.port));
  const base64 = offered.key.toString('base64');
  const same = matching.filter((entry) => entry.key === base64);
  const revoked = same.find((entry) => entry.marker === 'revoked');
  if (revoked !== undefined) return { kind: 'revoked', recordedAt: revoked.at };
  if (same.length > 0) return { kind: 'trusted' };
  const other = matching.find((entry) => entry.marker === 'none');
  return other === undefined ? { kind: 'unknown' } : { kind: 'changed', recordedAt: other.at };
}

/** Key types recorded for a host. Asking for others would make a known host look changed (ssh2 has a fixed order). */
export function recordedKeyTypes(entries: readonly KnownHost[], host: string, port: number): readonly string[] {
  const types = entries
    .filter((entry) => entry.marker === 'none' && matchesHost(entry, host, port))
    .map(({ keyType }) => keyType);
  return [...new Set(types)];
}

/** The type's name in a key's wire format. */
export function keyTypeOf(key: Buffer): string {
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
