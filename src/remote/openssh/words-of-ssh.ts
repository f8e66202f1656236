import type { ConnectionFailure, KeySource } from '../../model/failures/host.ts';

/** Where a master was to connect to. */
export interface MasterGoal {
  readonly server: string;
  readonly address: string;
  readonly user: string;
  readonly knownHosts: readonly string[];
  /** A jump host is on the way, whose failure ssh tells with the same words. */
  readonly isThroughJump: boolean;
}

/**
 * Why ssh did not connect, by what it prints with `-v` (recorded with OpenSSH 9.2). Words that keyturn does not know are
 * a host that is not reached.
 */
export function failureOf(
  stderr: string,
  { server, address, user, knownHosts, isThroughJump }: MasterGoal,
): ConnectionFailure {
  const offered = /Server host key: (\S+) (SHA256:\S+)/.exec(last(stderr, 'Server host key: '));
  const key = { server, address, keyType: offered?.[1] ?? 'unknown', fingerprint: offered?.[2] ?? 'unknown' };
  const recordedAt = /Offending (?:key|\S+ key) in (\S+)/.exec(stderr)?.[1] ?? 'unknown';
  if (/is known as revoked|REVOKED HOST KEY|marked as revoked/i.test(stderr)) {
    return { kind: 'host-key-revoked', ...key, recordedAt };
  }
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) return { kind: 'host-key-changed', ...key, recordedAt };
  if (/Host key verification failed|No \S+ host key is known/.test(stderr)) {
    return { kind: 'host-key-unknown', ...key, files: knownHosts };
  }
  if (/Permission denied \(|Too many authentication failures/.test(stderr)) {
    return { kind: 'authentication-failed', server, address, user, sources: offeredKeys(stderr) };
  }
  // The jump host says itself that the host behind it does not answer.
  const isHost = !isThroughJump || /open failed: connect failed|stdio forwarding failed/.test(stderr);
  const reason = lastWords(stderr) ?? 'ssh ended without a word';
  return { kind: 'host-unreachable', server, address, reason, ...(isHost ? {} : { atJumpHost: true }) };
}

/** ssh's last line that is no trace, or `undefined`. */
export function lastWords(stderr: string): string | undefined {
  return stderr
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('debug'))
    .at(-1)
    ?.trim();
}

/** Each key that ssh offered, and an agent for those that are not named in a file. */
function offeredKeys(stderr: string): readonly KeySource[] {
  const offers = [...stderr.matchAll(/Offering public key: (.+) \S+ SHA256:\S+(.*)/g)];
  if (offers.length === 0)
    return [{ source: 'file', path: "of ssh's own choice", state: 'missing', keys: 0, reason: '' }];
  return offers.map(([, path = '', where = '']) => {
    const isAgents = where.includes('agent');
    return { source: isAgents ? 'agent' : 'file', path, state: 'offered', keys: isAgents ? 1 : 0, reason: '' };
  });
}

function last(text: string, mark: string): string {
  const at = text.lastIndexOf(mark);
  return at < 0 ? '' : text.slice(at);
}

/** What ssh's log says of a line that ended with 255, which is the status of the line, or of ssh itself. */
export type Status255 =
  | { readonly kind: 'exited' }
  | { readonly kind: 'not-sent'; readonly full: boolean; readonly reason: string }
  | { readonly kind: 'lost' };

/**
 * Whether the line itself ended with 255. A line counts as not sent only where the master said so, or there was no
 * master. A master that went away in between leaves it open whether the line ran.
 */
export function status255Of(log: string): Status255 {
  if (log.includes('Received exit status from master 255')) return { kind: 'exited' };
  if (hasOpened(log)) return { kind: 'lost' };
  const refused = /session request failed: (.*)/.exec(log)?.[1];
  if (refused !== undefined) return { kind: 'not-sent', full: true, reason: refused.trim() };
  if (/^Control socket connect\(|Control socket ".*" does not exist/m.test(log)) {
    return { kind: 'not-sent', full: false, reason: 'the master of the connection is gone' };
  }
  return { kind: 'lost' };
}

/** Whether the server has accepted the line. */
export function hasOpened(log: string): boolean {
  return log.includes('master session id: ');
}

/** A jump host as `ssh -G` prints it. */
export interface JumpOfSsh {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

const JUMP = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/;

/** The jump hosts by `ssh -G`, the nearest first, or none. A word that is no host is left out by ssh itself. */
export function proxyJumpOf(resolved: string): readonly JumpOfSsh[] {
  const value = /^proxyjump (.*)$/m.exec(resolved)?.[1] ?? 'none';
  if (value === 'none') return [];
  return value.split(',').flatMap((hop) => {
    const [, user, address, name, port] = JUMP.exec(hop) ?? [];
    const host = address ?? name;
    return host === undefined ? [] : [{ user, host, port: port === undefined ? undefined : Number(port) }];
  });
}
