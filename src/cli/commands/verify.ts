import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addClusterOptions, outputOption, type ClusterArguments, type GlobalArguments } from '../global-options.ts';

/** What `verify` is told. */
export interface VerifyArguments extends ClusterArguments, GlobalArguments {
  readonly readBack: 'sample' | 'all';
  readonly output: 'pretty' | 'json';
}

/** The proof alone; read-only. */
export function addVerifyCommand(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('verify'))
    .description('prove that every Secret is under the active key and readable through every server; change nothing')
    .addOption(
      new Option('--read-back <how-many>', 'how many Secrets are read one by one through every server')
        .choices(['sample', 'all'])
        .default('sample'),
    )
    .addOption(outputOption(['pretty', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handleVerify } = await import('../handlers/verify.ts');
      context.exitCode = await handleVerify(command.optsWithGlobals<VerifyArguments>(), context.io);
    });
}
