// What every declaration of a command needs. The handler is loaded when its command runs.
import type { Command, OptionValues } from 'commander';
import type { CliIo } from './io.ts';

/** What the commands share with the caller of the program. */
export interface CommandContext {
  readonly io: CliIo;
  /** The exit code of the command that ran. */
  exitCode: number;
  /** The command does more than answer, so its exit code is kept even where stdout could not be written. */
  keepsExitCode: boolean;
}

/** Does the work of one command and returns its exit code. `words` are what the line has besides options. */
type Handler<Arguments> = (args: Arguments, io: CliIo, words: readonly string[]) => Promise<number>;

/** The action of a command, which loads its handler and runs the handler with the options as given. */
export function action<Arguments extends OptionValues>(
  context: CommandContext,
  load: () => Promise<Handler<Arguments>>,
) {
  // commander passes the arguments, the options and the command, in this order.
  return async (...given: readonly unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const handle = await load();
    context.exitCode = await handle(command.optsWithGlobals<Arguments>(), context.io, command.args);
  };
}
