import { CommanderError } from 'commander';
import { EXIT_CODES } from '../model/outcome.ts';
import type { CommandContext } from './command-context.ts';
import type { CliIo } from './io.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command line and gives its exit code (docs/exit-codes.md). It throws nothing: a wrong usage is told and is 2, an exception
 * is a bug, told with where to report it, and is 1.
 */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  // A reader that goes away (`keyturn --help | head -1`) is no error.
  for (const stream of [io.stdout, io.stderr]) stream.on('error', () => undefined);
  const context: CommandContext = { io, exitCode: 0 };
  const program = createProgram(context);
  if (args.length === 0) {
    io.stderr.write(program.helpInformation());
    return EXIT_CODES.usage.code;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { tellUsageError, tellBug } = await import('./tell-error.ts');
    return error instanceof CommanderError ? tellUsageError(error, io) : tellBug(error, io);
  }
}
