/**
 * The first byte of a command that reads only what the kernel or systemd has at hand. Longer than D-Bus lets systemctl wait (25 s); it counts
 * where an inventory allows commands more than this.
 */
export const AT_ONCE_MS = 30_000;

/**
 * A command for one host, before `sudo` and quoting are added. `argv` is one program; `script` is POSIX shell text
 * (used where a pipeline keeps data on the host). `finalLine` in command-line.ts turns it into what is sent.
 */
export interface RemoteCommand {
  /** Short and stable, for logs and events: `etcd range page`, `restart unit`. */
  readonly name: string;
  readonly body: { readonly argv: readonly string[] } | { readonly script: string };
  /** Runs as root through `sudo -n` (nothing is added when the SSH user is root). */
  readonly privileged: boolean;
  /** Whether it changes anything on the host or in the cluster. */
  readonly mutates: boolean;
  /** Sent on standard input: never shown, and never written down. Key material only where a second copy of it is made (second-copy.ts). */
  readonly stdin?: string;
  /**
   * What it prints is key material: the caller gets it as it is, and from then on the values that this function finds in it are scrubbed from
   * everything else. Nothing of it gets into a failure.
   */
  readonly secretsIn?: (stdout: string) => readonly string[];
  /** Total time it may take, ms; default: the cluster's `commandTimeoutMs`. */
  readonly timeoutMs?: number;
  /**
   * Time from being accepted to its first byte or its exit status, ms; default: the total time, because many are silent until they are
   * done (snapshots, stops of containers, batches of curl, whose output is buffered). Only for what answers at once.
   */
  readonly firstByteMs?: number;
  /** Bytes of stdout kept, head and tail; default 1 MiB. */
  readonly maxStdoutBytes?: number;
}
