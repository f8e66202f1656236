import type { CliIo } from './io.ts';

/** What the commands share with whoever runs the program. */
export interface CommandContext {
  readonly io: CliIo;
  /** The exit code of the command that ran. */
  exitCode: number;
  /** The command does more than answer: its exit code stands even where stdout could not be written. */
  keepsExitCode: boolean;
}
