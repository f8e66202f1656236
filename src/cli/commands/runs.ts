import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { outputOption } from '../global-options.ts';
import type { RunsArguments } from '../handlers/runs.ts';
import type { RunsEndArguments } from '../handlers/runs-end.ts';

/** Past runs. */
export function addRunsCommand(program: Command, context: CommandContext): void {
  const runs = program
    .command('runs')
    .description('list past runs and how they ended')
    .option('-c, --cluster <name>', 'only those of this cluster')
    .addOption(outputOption(['pretty', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handleRuns } = await import('../handlers/runs.ts');
      context.exitCode = await handleRuns(command.optsWithGlobals<RunsArguments>(), context.io);
    });
  runs
    .command('end')
    .description('give up an unfinished run, so that another one may begin; contact no host and keep its journal')
    .option('-c, --cluster <name>', 'of this cluster, where several have an unfinished run')
    .option('-y, --yes', 'do not ask')
    .action(async (_options: unknown, command: Command) => {
      const { handleRunsEnd } = await import('../handlers/runs-end.ts');
      context.exitCode = await handleRunsEnd(command.optsWithGlobals<RunsEndArguments>(), context.io);
    });
}
