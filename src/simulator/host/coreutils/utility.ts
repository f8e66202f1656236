import type { ProgramHost, ProgramResult } from '../program.ts';
import { absolutePath, readAs } from './access.ts';

/** One call of a core utility. */
export interface UtilityCall {
  /** Its name, without directories. */
  readonly name: string;
  /** Without the name. */
  readonly words: readonly string[];
  readonly host: ProgramHost;
  readonly user: string;
  /** Standard input, when it has ended. */
  readonly input: () => Promise<Buffer>;
}

/** A core utility of a simulated host; it never throws. */
export type Utility = (call: UtilityCall) => ProgramResult | Promise<ProgramResult>;

const NOTHING = Buffer.alloc(0);

/** A success that printed something. Text goes out as UTF-8. */
export function printed(stdout: string | Buffer): ProgramResult {
  return { exitCode: 0, stdout: typeof stdout === 'string' ? Buffer.from(stdout) : stdout, stderr: '' };
}

export function ended(exitCode: number, stderr = ''): ProgramResult {
  return { exitCode, stdout: NOTHING, stderr };
}

/** Exit code of a program that was asked for something it does not simulate; the shell reports such an end. */
export const NOT_SIMULATED = 64;

/** The answer to an option that exists on real hosts and not here: never a silent success. */
export function notSimulated(call: UtilityCall, what: string): ProgramResult {
  return ended(NOT_SIMULATED, `${call.name}: not simulated: ${what}\n`);
}

/** The path as the call's user means it. */
export function pathOf(call: UtilityCall, path: string): string {
  return absolutePath(path, call.user);
}

/** One thing that a filter reads. */
export interface Source {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * What a filter reads: the files it names, `-` or no name for standard input. What cannot be read becomes a line in
 * `stderr`, and the rest is read all the same, as the real ones do.
 */
export async function sourcesOf(
  call: UtilityCall,
  paths: readonly string[],
): Promise<{ readonly sources: readonly Source[]; readonly stderr: string }> {
  const sources: Source[] = [];
  let stderr = '';
  for (const path of paths.length === 0 ? ['-'] : paths) {
    if (path === '-' || path === '/dev/stdin') {
      sources.push({ name: path, content: await call.input() });
      continue;
    }
    const read = readAs(call.host.files, path, call.user);
    if ('content' in read) sources.push({ name: path, content: read.content });
    else stderr += `${call.name}: ${path}: ${read.refusal}\n`;
  }
  return { sources, stderr };
}
