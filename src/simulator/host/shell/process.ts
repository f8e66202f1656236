import type { ProgramHost } from '../program.ts';
import type { Streams } from './streams.ts';

/** The surroundings of a started program on a simulated host. */
export interface Process {
  readonly host: ProgramHost;
  /** The line that arrived over SSH, for the record. */
  readonly line: string;
  readonly user: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly streams: Streams;
  /** Aborted when the SSH channel closes. */
  readonly signal: AbortSignal;
  /** Runs a script in a new shell with this process's user, environment and streams. Returns the exit code. */
  readonly runScript: (source: string, process: Process) => Promise<number>;
}

/** Runs a program and returns its exit code, or `undefined` for a missing program. */
export type Launch = (process: Process, argv: readonly string[]) => Promise<number | undefined>;

/** The environment after a user's login. */
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
