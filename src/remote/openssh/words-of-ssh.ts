import type { ConnectionFailure, KeySource } from '../../model/failures/host.ts';

/** Where a master was to connect to. */
export interface MasterGoal {
  readonly server: string;
  readonly address: string;
  readonly user: string;
  readonly knownHosts: readonly string[];
  /** A jump host is on the way, whose failure ssh reports with the same words. */
  readonly isThroughJump: boolean;
}

/**
 * Why ssh did not connect, by what it prints with `-v` (recorded with OpenSSH 9.2). Words that keyturn does not know are
 * a host that is not reached. A server decides how long this text is, so it is read line by line.
 */
export function failureOf(
  stderr: string,
  { server, address, user, knownHosts, isThroughJump }: MasterGoal,
): ConnectionFailure {
  const lines = linesOf(stderr);
  const says = (...words: readonly string[]): boolean => words.some((word) => stderr.includes(word));
  const [keyType = 'unknown', fingerprint = 'unknown'] = after(lines, 'Server host key: ')?.split(' ') ?? [];
  const key = { server, address, keyType, fingerprint };
  const offending = lines.filter((line) => line.startsWith('Offending '));
  const recordedAt = after(offending, ' key in ')?.split(' ')[0] ?? 'unknown';
  if (says('REVOKED HOST KEY', 'marked as revoked')) return { kind: 'host-key-revoked', ...key, recordedAt };
  if (says('REMOTE HOST IDENTIFICATION HAS CHANGED')) return { kind: 'host-key-changed', ...key, recordedAt };
  if (says('Host key verification failed', ' host key is known for ')) {
    return { kind: 'host-key-unknown', ...key, files: knownHosts };
  }
  if (says('Permission denied (', 'Too many authentication failures')) {
    return { kind: 'authentication-failed', server, address, user, sources: offeredKeys(lines) };
  }
  // The jump host says itself that the host behind it does not answer.
  const isHost = !isThroughJump || says('open failed: connect failed', 'stdio forwarding failed');
  const reason = lastWords(stderr) ?? 'ssh ended without a word';
  return { kind: 'host-unreachable', server, address, reason, ...(isHost ? {} : { atJumpHost: true }) };
}

/** ssh's last line that is no trace, or `undefined`. */
export function lastWords(stderr: string): string | undefined {
  return linesOf(stderr)
    .filter((line) => !line.startsWith('debug'))
    .at(-1);
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What follows the mark in the last line that has it. */
function after(lines: readonly string[], mark: string): string | undefined {
  const line = lines.findLast((each) => each.includes(mark));
  return line?.slice(line.indexOf(mark) + mark.length);
}

const OFFERING = 'Offering public key: ';

/** Each key that ssh offered, as `PATH TYPE FINGERPRINT`, and then `agent` for those that the agent holds. */
function offeredKeys(lines: readonly string[]): readonly KeySource[] {
  const offers = lines.filter((line) => line.includes(OFFERING)).map((line) => after([line], OFFERING) ?? '');
  if (offers.length === 0) {
    return [{ source: 'file', path: "of ssh's own choice", state: 'missing', keys: 0, reason: '' }];
  }
  return offers.map((offer) => {
    const words = offer.split(' ');
    const at = words.findIndex((word) => word.startsWith('SHA256:'));
    const path = words.slice(0, at < 1 ? undefined : at - 1).join(' ');
    const isAgents = at >= 0 && words.slice(at).includes('agent');
    return { source: isAgents ? 'agent' : 'file', path, state: 'offered', keys: isAgents ? 1 : 0, reason: '' };
  });
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
  const lines = linesOf(log);
  const refused = after(lines, 'session request failed: ');
  if (refused !== undefined) return { kind: 'not-sent', full: true, reason: refused };
  const isGone = lines.some(
    (line) =>
      line.startsWith('Control socket connect(') ||
      (line.includes('Control socket "') && line.endsWith('does not exist')),
  );
  if (isGone) return { kind: 'not-sent', full: false, reason: 'the master of the connection is gone' };
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

const PROXY_JUMP = 'proxyjump ';

/** The jump hosts by `ssh -G`, the nearest first, or none. */
export function proxyJumpOf(resolved: string): readonly JumpOfSsh[] {
  const line = linesOf(resolved).find((each) => each.startsWith(PROXY_JUMP));
  const value = line?.slice(PROXY_JUMP.length) ?? 'none';
  return value === 'none' ? [] : value.split(',').map(jumpOf);
}

/** `[user@]host[:port]`, perhaps with `ssh://`, and brackets around an IPv6 address. */
function jumpOf(text: string): JumpOfSsh {
  const plain = text.startsWith('ssh://') ? text.slice('ssh://'.length) : text;
  const at = plain.lastIndexOf('@');
  const user = at < 0 ? undefined : plain.slice(0, at);
  const rest = plain.slice(at + 1);
  const bracket = rest.startsWith('[') ? rest.indexOf(']') : -1;
  if (bracket > 0) return { user, host: rest.slice(1, bracket), port: portOf(rest.slice(bracket + 1)) };
  const colon = rest.indexOf(':');
  return colon < 0
    ? { user, host: rest, port: undefined }
    : { user, host: rest.slice(0, colon), port: portOf(rest.slice(colon)) };
}

function portOf(text: string): number | undefined {
  return text.startsWith(':') ? Number(text.slice(1)) : undefined;
}
