import { createHash } from 'node:crypto';
import { withoutTrailing } from '../../model/trim.ts';
import { matchesPatterns } from './host-pattern.ts';
import { keyTypeOf, type KnownHostsEntry } from './known-hosts-entry.ts';
import type { SshTarget } from '../../model/cluster.ts';

/** The verdict of known_hosts on a key. `recordedAt` is the deciding line. */
export type HostKeyVerdict =
  | { readonly kind: 'trusted'; readonly recordedAt: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly recordedAt: string }
  | { readonly kind: 'revoked'; readonly recordedAt: string };

/** A host as named by the operator, with all recorded entries. */
export interface HostQuestion {
  readonly entries: readonly KnownHostsEntry[];
  readonly host: string;
  readonly port: number;
}

/**
 * Decides whether a host's key is the recorded key. Pure. ssh2 asks again whenever the server changes its session keys
 * (ssh2 1.17), and the same question always gets the same answer.
 *
 * With a port other than 22 the host is looked up as `[host]:port`. The bare name is tried only if nothing is recorded
 * under `[host]:port`, as in OpenSSH (measured with 9.2), and then only the exact recorded key counts. A bare name
 * describes port 22, so a different key is unknown instead of changed. A revoked key is refused under both names, while
 * OpenSSH reads the bare name only if needed.
 */
export function verifyHostKey({ entries, host, port, key }: HostQuestion & { readonly key: Buffer }): HostKeyVerdict {
  const names = namesOf(host, port);
  const revoked = entries.find((entry) => entry.marker === 'revoked' && entry.key.equals(key) && isAbout(entry, names));
  if (revoked !== undefined) return { kind: 'revoked', recordedAt: revoked.recordedAt };
  const recorded = recordedFor({ entries, host, port });
  const believed = recorded.length > 0 ? recorded : ordinary(entries, [host]);
  const trusted = believed.find((entry) => entry.key.equals(key));
  if (trusted !== undefined) return { kind: 'trusted', recordedAt: trusted.recordedAt };
  const other = recorded.find(({ keyType }) => keyType === keyTypeOf(key)) ?? recorded[0];
  return other === undefined ? { kind: 'unknown' } : { kind: 'changed', recordedAt: other.recordedAt };
}

/** Key types recorded for the host, in the order of the files. Empty when nothing is. */
export function recordedKeyTypes(question: HostQuestion): readonly string[] {
  const exact = recordedFor(question);
  const found = exact.length > 0 ? exact : ordinary(question.entries, [question.host]);
  return [...new Set(found.map(({ keyType }) => keyType))];
}

function recordedFor({ entries, host, port }: HostQuestion): readonly KnownHostsEntry[] {
  return ordinary(entries, namesOf(host, port).slice(0, 1));
}

function ordinary(entries: readonly KnownHostsEntry[], names: readonly string[]): readonly KnownHostsEntry[] {
  return entries.filter((entry) => entry.marker === undefined && isAbout(entry, names));
}

function isAbout(entry: KnownHostsEntry, names: readonly string[]): boolean {
  return names.some((name) => matchesPatterns(entry.patterns, name));
}

function namesOf(host: string, port: number): readonly string[] {
  return port === 22 ? [host] : [`[${host}]:${port}`, host];
}

/** `SHA256:...` as OpenSSH prints a fingerprint, in base64 without padding. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${withoutTrailing(createHash('sha256').update(key).digest('base64'), '=')}`;
}

const SSH_PORT = 22;

/** The name of a host in known_hosts. An alias counts without the port, as in OpenSSH. */
export function nameInKnownHosts({ host, port, hostKeyAlias }: Pick<SshTarget, 'host' | 'port' | 'hostKeyAlias'>): {
  readonly host: string;
  readonly port: number;
} {
  return hostKeyAlias === undefined ? { host, port } : { host: hostKeyAlias, port: SSH_PORT };
}
