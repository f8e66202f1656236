import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { outputOption } from '../options.ts';

export function addRuns(program: Command, context: CommandContext): void {
  const runs = program
    .command('runs')
    .description('list past runs and how they ended')
    .option('-c, --cluster <name>', 'only those of this cluster')
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/runs.ts')).handleRuns));
  runs
    .command('end')
    .description('give up an unfinished run, so that another one may begin; contact no host and keep its journal')
    .option('-c, --cluster <name>', 'of this cluster, where several have an unfinished run')
    .option('-y, --yes', 'do not ask')
    .action(action(context, async () => (await import('../handlers/runs-end.ts')).handleRunsEnd));
}
