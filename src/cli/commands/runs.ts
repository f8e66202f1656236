import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { outputOption, type GlobalArguments } from '../global-options.ts';

/** What `runs` is told. */
export interface RunsArguments extends GlobalArguments {
  readonly cluster?: string;
  readonly output: 'pretty' | 'json';
}

/** Past runs. */
export function addRunsCommand(program: Command, context: CommandContext): void {
  program
    .command('runs')
    .description('list past runs and how they ended')
    .option('-c, --cluster <name>', 'only those of this cluster')
    .addOption(outputOption(['pretty', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handleRuns } = await import('../handlers/runs.ts');
      context.exitCode = await handleRuns(command.optsWithGlobals<RunsArguments>(), context.io);
    });
}
