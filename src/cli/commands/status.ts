import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addClusterOptions, outputOption, withoutOption } from '../global-options.ts';
import type { StatusArguments } from '../handlers/status.ts';

/** All servers side by side; read-only. */
export function addStatusCommand(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('status'))
    .description('show all servers side by side: stage, keys, what each apiserver has loaded; change nothing')
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handleStatus } = await import('../handlers/status.ts');
      context.exitCode = await handleStatus(command.optsWithGlobals<StatusArguments>(), context.io);
    });
}
