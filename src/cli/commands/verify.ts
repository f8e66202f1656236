import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addClusterOptions, outputOption, withoutOption } from '../global-options.ts';
import { readBackOption } from './rotate.ts';
import type { VerifyArguments } from '../handlers/verify.ts';

/** The proof alone; read-only. */
export function addVerifyCommand(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('verify'))
    .description('prove that every Secret is under the active key and readable through every server; change nothing')
    .addOption(readBackOption())
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handleVerify } = await import('../handlers/verify.ts');
      context.exitCode = await handleVerify(command.optsWithGlobals<VerifyArguments>(), context.io);
    });
}
