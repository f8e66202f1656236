import { CommanderError, type Command } from 'commander';
import { EXIT_CODES } from '../model/outcome.ts';
import { processIo, watchOutput, withColourAsAsked, type CliIo } from './io.ts';
import type { CommandContext } from './action.ts';
import { createProgram } from './program.ts';

/** Runs the command line of this process, and sets its exit code. */
export async function runProcess(): Promise<void> {
  // An uncaught exception is a bug. The state of the process is unknown, and the journal has every important fact.
  process.on('uncaughtException', (error) => void dieOf(error));
  // The code is set without forcing an exit, so that output still on the way to a pipe gets out first.
  process.exitCode = await runCli(process.argv.slice(2), processIo());
}

async function dieOf(error: unknown): Promise<void> {
  const { tellBug } = await import('./tell-error.ts');
  process.exit(tellBug(error, withColourAsAsked(process.argv, processIo())));
}

/**
 * Runs one command line and returns its exit code (docs/exit-codes.md). Never throws. A wrong usage is reported and
 * returns 2. An exception is a bug, is reported with the place for bug reports, and returns 1. An answer that could
 * not be written to stdout returns 2 as well.
 */
export async function runCli(args: readonly string[], given: CliIo): Promise<number> {
  const io = withColourAsAsked(args, given);
  const watch = watchOutput(io);
  const context: CommandContext = { io, exitCode: 0, keepsExitCode: false };
  const code = await runCommand(args, context);
  const reason = await watch.settled();
  if (reason === undefined) return code;
  const { tellFailure } = await import('./tell-error.ts');
  const { keepsExitCode } = context;
  const told = tellFailure({ kind: 'output-unwritable', reason, finished: keepsExitCode }, io);
  return code !== EXIT_CODES.done.code || keepsExitCode ? code : told;
}

async function runCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const { io } = context;
  const program = createProgram(context);
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT_CODES.usage.code;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { tellUsageError, tellBug } = await import('./tell-error.ts');
    return error instanceof CommanderError ? tellUsageError(error, io, commandOf(program, args)) : tellBug(error, io);
  }
}

/** The command that a line names, for example `runs end`. `undefined` when the line names no command. */
function commandOf(program: Command, args: readonly string[]): string | undefined {
  const path: string[] = [];
  let at = program;
  for (const word of args) {
    const next = at.commands.find((command) => command.name() === word);
    if (next === undefined) continue;
    at = next;
    path.push(word);
  }
  return path.length === 0 ? undefined : path.join(' ');
}
