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
    .command('show')
    .argument('<run>', 'a run, the beginning of its name, the plan it ends with, or the word last')
    .description('show the report of a run; contact no host')
    .option('-c, --cluster <name>', 'among the runs of this cluster')
    .action(action(context, async () => (await import('../handlers/report.ts')).handleReport));
  runs
    .command('end')
    .description('give up an unfinished run, so that another one may begin; change no host and keep its journal')
    .option(
      '-i, --inventory <file>',
      'where no run here is unfinished, also look on the servers of this inventory for the run of another machine',
    )
    .option('-c, --cluster <name>', 'of this cluster, where several have an unfinished run')
    .option('-y, --yes', 'do not ask')
    .action(action(context, async () => (await import('../handlers/runs-end.ts')).handleRunsEnd));
}
