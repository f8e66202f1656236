import type { VirtualFileSystem } from './file-system.ts';

/** One execution of a program on a simulated host. */
export interface Invocation {
  /** Program name without directories, followed by its arguments. */
  readonly argv: readonly string[];
  readonly stdin: Buffer;
  /** `root` or the SSH user. */
  readonly user: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly host: ProgramHost;
  /** Aborted when the SSH channel closes. */
  readonly signal: AbortSignal;
}

/** How a program ended. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A program of a simulated host, which never throws. */
export type Program = (invocation: Invocation) => Promise<ProgramResult>;

/** The shell's view of a simulated host. The world's hosts implement this interface. */
export interface ProgramHost {
  readonly name: string;
  readonly files: VirtualFileSystem;
  /** Milliseconds since the epoch by this host's clock, which may be wrong. */
  now(): number;
  /** sudo's answer to a user on this host. */
  readonly sudo: 'granted' | 'needs-password' | 'not-allowed';
  /** Whether the host answers on its SSH port. The default is true. */
  readonly reachable?: boolean;
  /** Free space of its only file system, KiB. By default there is plenty. */
  readonly freeKiB?: number | undefined;
  /** Programs beyond the core utilities, by name, including absolute paths of the engine's binary. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Called for each line that arrives over SSH, before the line runs. */
  recordLine(line: string, user: string): void;
  /**
   * Called for anything unsimulated, which is a program, an option or a syntax of the line. The asking command has
   * failed.
   */
  recordUnknown(program: string, line: string): void;
}

/** Something unsimulated that a line asked of a host. */
export interface Unknown {
  /** The program as called, the option, or the syntax. */
  readonly program: string;
  readonly server: string;
  readonly line: string;
}

export function printed(text: string): ProgramResult {
  return { exitCode: 0, stdout: Buffer.from(text), stderr: '' };
}

export function refused(exitCode: number, stderr: string, stdout = ''): ProgramResult {
  return { exitCode, stdout: Buffer.from(stdout), stderr };
}

/** A program's answer to an unsimulated option. A silent success would hide the gap. */
export function notSimulated(program: string, word: string): ProgramResult {
  return refused(64, `${program}: not simulated: ${word}\n`);
}
