import type { ProgramHost, ProgramResult } from '../program.ts';
import { parseScript } from './parser.ts';
import { complain, loginEnvironment, type Process } from './process.ts';
import { Shell } from './shell.ts';
import { Collector, inputOf, type Input } from './streams.ts';

/** What a line runs with. */
export interface LineOptions {
  /** `root` or an SSH user. */
  readonly user: string;
  /** Default: empty. */
  readonly stdin?: Input;
  readonly signal?: AbortSignal;
}

/**
 * Runs one line as the login shell of a host does. A text that it cannot parse, or that has syntax which is not simulated, runs
 * not at all: 2, and it is recorded.
 */
export async function runLine(host: ProgramHost, line: string, options: LineOptions): Promise<ProgramResult> {
  const output = new Collector();
  const errors = new Collector();
  const { user } = options;
  const exitCode = await runScript(line, {
    host,
    line,
    user,
    environment: loginEnvironment(user),
    streams: { input: options.stdin ?? inputOf(Buffer.alloc(0)), output, errors },
    signal: options.signal ?? new AbortController().signal,
    runScript,
  });
  return { exitCode, stdout: output.content, stderr: errors.content.toString() };
}

async function runScript(source: string, process: Process): Promise<number> {
  const script = parseScript(source);
  if (!script.ok) {
    complain(process, `sh: 1: Syntax error: ${script.failure}`);
    process.host.recordUnknown(`syntax: ${script.failure}`, process.line);
    return 2;
  }
  return new Shell(process).run(script.value, process.streams);
}
