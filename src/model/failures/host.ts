import type { EngineFailure } from './engine.ts';
import type { Code, Count, Milliseconds } from '../units.ts';
/** The TCP connection or the SSH handshake failed. */
export interface HostUnreachable {
  readonly kind: 'host-unreachable';
  readonly server: string;
  readonly atJumpHost?: true;
  readonly address: string;
  readonly reason: string;
}

/** The host's key is in no known_hosts file. `lenient` is a setting of ssh_config that would accept the key. */
export interface HostKeyUnknown {
  readonly kind: 'host-key-unknown';
  readonly server: string;
  readonly atJumpHost?: true;
  readonly address: string;
  readonly keyType: string;
  readonly fingerprint: string;
  readonly files: readonly string[];
  readonly lenient?: string;
  /** The line that would record the key in a known_hosts file, or absent where the key itself is not known. */
  readonly record?: string;
}

/** The host offers a key different from the recorded key. */
export interface HostKeyChanged {
  readonly kind: 'host-key-changed';
  readonly server: string;
  readonly atJumpHost?: true;
  readonly address: string;
  readonly keyType: string;
  readonly fingerprint: string;
  readonly recordedAt: string;
}

/** The host offers a key marked `@revoked`. */
export interface HostKeyRevoked {
  readonly kind: 'host-key-revoked';
  readonly server: string;
  readonly atJumpHost?: true;
  readonly address: string;
  readonly keyType: string;
  readonly fingerprint: string;
  readonly recordedAt: string;
}

/** A known_hosts file cannot be read, so that no host key is accepted. */
interface KnownHostsUnreadable {
  readonly kind: 'known-hosts-unreadable';
  readonly server: string;
  readonly file: string;
  readonly reason: string;
}

/** The private key file cannot be read or decrypted. */
interface IdentityUnreadable {
  readonly kind: 'identity-unreadable';
  readonly server: string;
  readonly file: string;
  readonly reason: string;
}

/**
 * What a key file or the agent had for a login. `offered` names keys that the server refused, `left-out` keys of an
 * agent beyond the number that a server allows.
 */
export type KeySourceState =
  | 'offered'
  | 'missing'
  | 'locked'
  | 'unprotected'
  | 'unusable'
  | 'switched-off'
  | 'unset'
  | 'unreachable'
  | 'empty'
  | 'left-out';

/** A place of keys in the order of trying. `path` is a key file, or the agent's socket. */
export interface KeySource {
  readonly source: 'file' | 'agent';
  readonly path: string;
  readonly state: KeySourceState;
  /** Number of keys, of an agent. */
  readonly keys: number;
  /** The system's words, for `unusable` and `unreachable`, the mode of an unprotected file. */
  readonly reason: string;
}

/** The host let the user in with none of the keys, or there was none. */
export interface AuthenticationFailed {
  readonly kind: 'authentication-failed';
  readonly server: string;
  readonly atJumpHost?: true;
  readonly address: string;
  readonly user: string;
  readonly sources: readonly KeySource[];
}

/** `ssh.transport` is `local` for a server that is another machine. */
interface NotThisMachine {
  readonly kind: 'not-this-machine';
  readonly server: string;
  readonly hostname: string;
  readonly addresses: readonly string[];
}

/**
 * The host was not reached, or refused the login. Nothing was sent.
 * `atJumpHost` marks the address of a jump host on the way to the server.
 */
export type ConnectionFailure =
  | HostUnreachable
  | HostKeyUnknown
  | HostKeyChanged
  | HostKeyRevoked
  | KnownHostsUnreadable
  | IdentityUnreadable
  | AuthenticationFailed
  | NotThisMachine;

/**
 * The missing part at the end of a command's time. `open` means that the server had not accepted the command, `first-byte` that neither output
 * nor an exit status had come, `total` that output had come without an end.
 */
export type TimedOutPhase = 'open' | 'first-byte' | 'total';

/** sudo asks for a password. */
interface SudoNeedsPassword {
  readonly kind: 'sudo-needs-password';
  readonly server: string;
  readonly user: string;
}

/** The host has no sudo. */
interface SudoMissing {
  readonly kind: 'sudo-missing';
  readonly server: string;
  readonly user: string;
}

/** sudo refuses this user or this command. */
interface SudoNotAllowed {
  readonly kind: 'sudo-not-allowed';
  readonly server: string;
  readonly user: string;
  readonly stderr: string;
}

/** The connection broke while the command ran. Whether the command ended is unknown. */
interface ConnectionLost {
  readonly kind: 'connection-lost';
  readonly server: string;
  readonly command: string;
}

/** The command was not accepted, printed nothing or did not end within the time allowed. Whether the command ended is unknown. */
export interface CommandTimedOut {
  readonly kind: 'command-timed-out';
  readonly server: string;
  readonly command: string;
  readonly phase: TimedOutPhase;
  readonly afterMs: Milliseconds;
}

/** The command ended with an exit code other than 0, or by a signal. */
interface CommandFailed {
  readonly kind: 'command-failed';
  readonly server: string;
  readonly command: string;
  readonly exitCode: Code | undefined;
  readonly signal: string | undefined;
  readonly stderr: string;
}

/** The command succeeded, but keyturn cannot read the form of the output. */
interface UnexpectedOutput {
  readonly kind: 'unexpected-output';
  readonly server: string;
  readonly command: string;
  readonly expected: string;
  readonly raw: string;
}

/**
 * The property of an answer that has a bound. `bytes`, `lines` and `line-bytes` belong to text, `json-depth` and
 * `json-values` to JSON, `items` to a list. `trickle` means too few bytes a packet.
 * `entries` counts what a datastore's pages have in all, `key-order` means that a page does not continue the page before, and
 * `key-names` counts the keys that its values name.
 */
export type AnswerBound =
  | 'bytes'
  | 'lines'
  | 'line-bytes'
  | 'trickle'
  | 'json-depth'
  | 'json-values'
  | 'items'
  | 'entries'
  | 'key-order'
  | 'key-names';

/** An answer goes beyond what any real cluster sends, and was not read any further. `limit` is the most that is accepted. */
export interface AnswerOutOfBounds {
  readonly kind: 'answer-out-of-bounds';
  readonly server: string;
  readonly command: string;
  readonly bound: AnswerBound;
  readonly limit: Count;
}

/** systemd knows no unit of the expected engine. `found` names the unit of RKE2 or K3s that the host has, `undefined` where it has none. */
interface UnitMissing {
  readonly kind: 'unit-missing';
  readonly server: string;
  readonly unit: string;
  readonly found: string | undefined;
}

/** The apiserver or etcd answered with an error. */
interface HttpError {
  readonly kind: 'http-error';
  readonly server: string;
  readonly request: string;
  readonly status: Code;
  readonly message: string;
}

/** A command did not meet its caller's need. */
export type CommandFailure =
  | SudoNeedsPassword
  | SudoMissing
  | SudoNotAllowed
  | ConnectionLost
  | CommandTimedOut
  | CommandFailed
  | UnexpectedOutput
  | AnswerOutOfBounds
  | UnitMissing
  | HttpError;

/** Why a server gave no good answer. None of them holds a check, so a check may hold one of them. */
export type ServerFailure = ConnectionFailure | CommandFailure | EngineFailure;
