/**
 * Limit for the first byte of a command that only reads data at hand in the kernel or systemd. The limit is longer than
 * D-Bus lets systemctl wait (25 s), and applies if the inventory allows commands more time.
 */
export const AT_ONCE_MS = 30_000;

/**
 * A command for one host, before `sudo` and quoting are added. `argv` is one program. `script` is POSIX shell text
 * (used where a pipeline keeps data on the host). `finalLine` in command-line.ts makes the line to send.
 */
export interface RemoteCommand {
  /** Short and stable, for logs and events, as `etcd range page` or `restart unit`. */
  readonly name: string;
  readonly body: { readonly argv: readonly string[] } | { readonly script: string };
  /** Runs as root through `sudo -n` (nothing is added when the SSH user is root). */
  readonly privileged: boolean;
  /** Whether the command changes anything on the host or in the cluster. */
  readonly mutates: boolean;
  /**
   * Sent on standard input, never shown and never written down. Contains key material only for a second copy of key
   * material (second-copy.ts).
   */
  readonly stdin?: string;
  /**
   * Marks output with key material. The caller gets the output unchanged, and the values found by this function are
   * scrubbed everywhere else from then on. A failure contains nothing of the output.
   */
  readonly secretsIn?: (stdout: string) => readonly string[];
  /** Total time allowed, ms. The default is the cluster's `commandTimeoutMs`. */
  readonly timeoutMs?: number;
  /**
   * Time from acceptance to the first byte or the exit status, ms. The default is the total time, because many commands
   * are silent until done (snapshots, stops of containers, batches of curl, whose output is buffered). Only for
   * commands with an immediate answer.
   */
  readonly firstByteMs?: number;
  /**
   * Bytes of stdout. A reading command is given up when it prints more. Of a command that changes something the middle is
   * dropped. The default is `STDOUT_BYTES`.
   */
  readonly maxStdoutBytes?: number;
  /** The answer may be one line of any length up to `maxStdoutBytes`, for example JSON. */
  readonly isOneLine?: true;
}
