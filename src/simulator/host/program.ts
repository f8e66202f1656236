import type { VirtualFileSystem } from './file-system.ts';

/** One execution of a program on a simulated host. */
export interface Invocation {
  /** Program name without directories first, then its arguments. */
  readonly argv: readonly string[];
  readonly stdin: Buffer;
  /** `root` or the SSH user. */
  readonly user: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly host: ProgramHost;
  /** Aborted when the SSH channel goes away. */
  readonly signal: AbortSignal;
}

/** How a program ended. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A program of a simulated host; it never throws. */
export type Program = (invocation: Invocation) => Promise<ProgramResult>;

/** What the shell needs of a simulated host. The world's hosts implement it. */
export interface ProgramHost {
  readonly name: string;
  readonly files: VirtualFileSystem;
  /** Milliseconds since the epoch as this host sees it (its clock may be wrong). */
  now(): number;
  /** What sudo answers to a user on this host. */
  readonly sudo: 'granted' | 'needs-password' | 'not-allowed';
  /** False: nothing answers on its SSH port. Default: true. */
  readonly reachable?: boolean;
  /** Programs beyond the core utilities, by name; absolute paths of the engine's binary included. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Called for each line that arrives over SSH, before it runs. */
  recordLine(line: string, user: string): void;
  /** Called for what is not simulated: a program, an option or some syntax of the line. What asked for it has failed. */
  recordUnknown(program: string, line: string): void;
}

/** What a line asked of a host and is not simulated. */
export interface Unknown {
  /** The program as it was called, the option, or the syntax. */
  readonly program: string;
  readonly server: string;
  readonly line: string;
}
