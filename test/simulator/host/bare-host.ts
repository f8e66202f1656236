import { VirtualFileSystem } from '../../../src/simulator/host/file-system.ts';
import type { Program, ProgramHost } from '../../../src/simulator/host/program.ts';
import { runLine } from '../../../src/simulator/host/shell/run-line.ts';
import { inputOf } from '../../../src/simulator/host/shell/streams.ts';

/** 2026-11-24T03:05:09.042Z */
export const NOW_MS = 1_795_489_509_042;

/** A host with nothing but core utilities, and what was recorded on it. */
export interface BareHost extends ProgramHost {
  readonly lines: string[];
  readonly unknown: string[];
}

export function bareHost(
  options: { readonly sudo?: ProgramHost['sudo']; readonly programs?: Readonly<Record<string, Program>> } = {},
): BareHost {
  const lines: string[] = [];
  const unknown: string[] = [];
  return {
    name: 's1',
    files: new VirtualFileSystem(() => NOW_MS),
    now: () => NOW_MS,
    sudo: options.sudo ?? 'granted',
    programs: new Map(Object.entries(options.programs ?? {})),
    recordLine: (line) => lines.push(line),
    recordUnknown: (program) => unknown.push(program),
    lines,
    unknown,
  };
}

/** How a line ended, with its output as text of bytes. */
export interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line as `ops`, or as another user. */
export async function run(host: ProgramHost, line: string, { user = 'ops', stdin = '' } = {}): Promise<Ending> {
  const result = await runLine(host, line, { user, stdin: inputOf(Buffer.from(stdin, 'latin1')) });
  return { exitCode: result.exitCode, stdout: result.stdout.toString('latin1'), stderr: result.stderr };
}
