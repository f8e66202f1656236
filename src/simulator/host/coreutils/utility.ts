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
  /** The whole of standard input, available at its end. */
  readonly input: () => Promise<Buffer>;
}

/** A core utility of a simulated host, which never throws. */
export type Utility = (call: UtilityCall) => ProgramResult | Promise<ProgramResult>;

const NOTHING = Buffer.alloc(0);

/** A success that printed something. Text is written as UTF-8. */
export function printed(stdout: string | Buffer): ProgramResult {
  return { exitCode: 0, stdout: typeof stdout === 'string' ? Buffer.from(stdout) : stdout, stderr: '' };
}

export function ended(exitCode: number, stderr = ''): ProgramResult {
  return { exitCode, stdout: NOTHING, stderr };
}

/** Exit code of a program after an unsimulated request. The shell reports this exit code. */
export const NOT_SIMULATED = 64;

/** The answer to an option of real hosts that is not simulated. A silent success would hide the gap. */
export function notSimulated(call: UtilityCall, what: string): ProgramResult {
  return ended(NOT_SIMULATED, `${call.name}: not simulated: ${what}\n`);
}

/** The absolute form of a path for the call's user. */
export function pathOf(call: UtilityCall, path: string): string {
  return absolutePath(path, call.user);
}

/** One input of a filter. */
export interface Source {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * The inputs of a filter, which are the named files, or standard input for `-` or without names. An unreadable file
 * becomes a line in `stderr`, and the filter reads the rest, as real filters do.
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
