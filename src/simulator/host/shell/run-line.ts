import type { ProgramHost, ProgramResult } from '../program.ts';
import { parseScript } from './parser.ts';
import { complain, loginEnvironment, type Process } from './process.ts';
import { Shell } from './shell.ts';
import { Collector, inputOf, type Input } from './streams.ts';

/** Options for running a line. */
export interface LineOptions {
  /** `root` or an SSH user. */
  readonly user: string;
  /** The default is empty. */
  readonly stdin?: Input;
  readonly signal?: AbortSignal;
}

/**
 * Runs one line like the login shell of a host. A text with invalid or unsimulated syntax does not run, ends with 2,
 * and is recorded.
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
