/**
 * The host was not reached, or would not let us in. Nothing was sent.
 * `atJumpHost`: the address is that of a jump host on the way to the server.
 */
export type ConnectionFailure =
  /** TCP or the SSH handshake failed. */
  | {
      readonly kind: 'host-unreachable';
      readonly server: string;
      readonly atJumpHost?: true;
      readonly address: string;
      readonly reason: string;
    }
  /** The host's key is in no known_hosts file. */
  | {
      readonly kind: 'host-key-unknown';
      readonly server: string;
      readonly atJumpHost?: true;
      readonly address: string;
      readonly keyType: string;
      readonly fingerprint: string;
      readonly files: readonly string[];
    }
  /** The host offers another key than the recorded one. */
  | {
      readonly kind: 'host-key-changed';
      readonly server: string;
      readonly atJumpHost?: true;
      readonly address: string;
      readonly keyType: string;
      readonly fingerprint: string;
      readonly recordedAt: string;
    }
  /** The host offers a key marked `@revoked`. */
  | {
      readonly kind: 'host-key-revoked';
      readonly server: string;
      readonly atJumpHost?: true;
      readonly address: string;
      readonly keyType: string;
      readonly fingerprint: string;
      readonly recordedAt: string;
    }
  /** A known_hosts file cannot be read: fails closed. */
  | { readonly kind: 'known-hosts-unreadable'; readonly server: string; readonly file: string; readonly reason: string }
  /** The private key file cannot be read or decrypted. */
  | { readonly kind: 'identity-unreadable'; readonly server: string; readonly file: string; readonly reason: string }
  /** No method was accepted. */
  | {
      readonly kind: 'authentication-failed';
      readonly server: string;
      readonly atJumpHost?: true;
      readonly address: string;
      readonly user: string;
      readonly methods: readonly string[];
    };

/**
 * What a command was waited for when its time was over: `open`, the server had not accepted it; `first-byte`, it was accepted, and neither
 * output nor an exit status had come; `total`, there had been output, and no end.
 */
export type TimedOutPhase = 'open' | 'first-byte' | 'total';

/** A command did not do what its caller needs. */
export type CommandFailure =
  /** sudo asks for a password. */
  | { readonly kind: 'sudo-needs-password'; readonly server: string; readonly user: string }
  /** There is no sudo. */
  | { readonly kind: 'sudo-missing'; readonly server: string; readonly user: string }
  /** sudo refuses this user or this command. */
  | { readonly kind: 'sudo-not-allowed'; readonly server: string; readonly user: string; readonly stderr: string }
  /** The link broke while the command ran: whether it ended is not known. */
  | { readonly kind: 'connection-lost'; readonly server: string; readonly command: string }
  /** Not accepted, not a word or no end within the time allowed: whether it ended is not known. */
  | {
      readonly kind: 'command-timed-out';
      readonly server: string;
      readonly command: string;
      readonly phase: TimedOutPhase;
      readonly afterMs: number;
    }
  /** It ended with another exit code than 0, or by a signal. */
  | {
      readonly kind: 'command-failed';
      readonly server: string;
      readonly command: string;
      readonly exitCode: number | undefined;
      readonly signal: string | undefined;
      readonly stderr: string;
    }
  /** It ended well and its output is not what we can read. */
  | {
      readonly kind: 'unexpected-output';
      readonly server: string;
      readonly command: string;
      readonly expected: string;
      readonly raw: string;
    }
  /** The apiserver or etcd answered with an error. */
  | {
      readonly kind: 'http-error';
      readonly server: string;
      readonly request: string;
      readonly status: number;
      readonly message: string;
    };
