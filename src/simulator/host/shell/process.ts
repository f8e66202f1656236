import type { ProgramHost } from '../program.ts';
import type { Streams } from './streams.ts';

/** What a program is started with on a simulated host. */
export interface Process {
  readonly host: ProgramHost;
  /** The line that came over SSH, for the record. */
  readonly line: string;
  readonly user: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly streams: Streams;
  /** Aborted when the SSH channel goes away. */
  readonly signal: AbortSignal;
  /** Runs a script in a new shell with this process's user, environment and streams; gives its exit code. */
  readonly runScript: (source: string, process: Process) => Promise<number>;
}

/** Runs a program and gives its exit code; `undefined`: there is no such program. */
export type Launch = (process: Process, argv: readonly string[]) => Promise<number | undefined>;

/** What a login gives to a user. */
export function loginEnvironment(user: string): ReadonlyMap<string, string> {
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const home = user === 'root' ? '/root' : `/home/${user}`;
  return new Map([
    ['HOME', home],
    ['LOGNAME', user],
    ['PATH', path],
    ['SHELL', '/bin/sh'],
    ['USER', user],
  ]);
}

/** Writes a line to standard error. */
export function complain(process: Process, text: string): void {
  process.streams.errors.write(Buffer.from(`${text}\n`));
}
