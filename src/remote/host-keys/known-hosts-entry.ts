import { isHashedPattern } from './host-pattern.ts';

/** One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHostsEntry {
  /**
   * `undefined` for an ordinary key. Certificate authorities are kept and never match, because ssh2 has no host
   * certificates.
   */
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  /** The written names, wildcards, negations or one hashed name. */
  readonly patterns: readonly string[];
  readonly keyType: string;
  readonly key: Buffer;
  /** `file:line`, lines from 1. */
  readonly recordedAt: string;
}

/** The entries, or the first line that must not be ignored. */
export type ParsedKnownHosts =
  | { readonly ok: true; readonly entries: readonly KnownHostsEntry[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads known_hosts text. Malformed lines are left out, as in OpenSSH, because a missing record is not trusted. A
 * malformed `@revoked` line is an error, because leaving the line out would trust a revoked key.
 */
export function parseKnownHosts(text: string, file: string): ParsedKnownHosts {
  const entries: KnownHostsEntry[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    const first = words[0] ?? '';
    if (first === '' || first.startsWith('#')) continue;
    const entry = parseEntry(words, `${file}:${index + 1}`);
    if (entry !== undefined) entries.push(entry);
    else if (first === '@revoked') return { ok: false, reason: `line ${index + 1}: @revoked without a readable key` };
  }
  return { ok: true, entries };
}

function parseEntry(words: readonly string[], recordedAt: string): KnownHostsEntry | undefined {
  const marker = markerOf(words[0] ?? '');
  if (marker === 'unknown') return undefined;
  const [hosts, keyType, encoded] = marker === undefined ? words : words.slice(1);
  if (hosts === undefined || keyType === undefined || encoded === undefined) return undefined;
  const key = Buffer.from(encoded, 'base64');
  if (keyTypeOf(key) !== keyType) return undefined;
  const patterns = isHashedPattern(hosts) ? [hosts] : hosts.split(',').filter((pattern) => pattern !== '');
  return { marker, patterns, keyType, key, recordedAt };
}

function markerOf(word: string): KnownHostsEntry['marker'] | 'unknown' {
  if (!word.startsWith('@')) return undefined;
  if (word === '@revoked') return 'revoked';
  return word === '@cert-authority' ? 'cert-authority' : 'unknown';
}

/** The type named inside a public key in SSH's wire format, or `''` for other data (RFC 4253 section 6.6). */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length > 64 || key.length <= 4 + length ? '' : key.toString('latin1', 4, 4 + length);
}
