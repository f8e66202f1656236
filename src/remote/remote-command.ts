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
  /** Sent on standard input. Never key material or tokens. */
  readonly stdin?: string;
  /** Total time it may take, ms; default: the cluster's `commandTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Bytes of stdout kept, head and tail; default 1 MiB. */
  readonly maxStdoutBytes?: number;
}
