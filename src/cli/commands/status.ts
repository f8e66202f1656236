import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { addClusterOptions, metricsOption, outputOption, withoutOption } from '../options.ts';

export function addStatus(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('status'))
    .description('show all servers side by side: stage, keys, what each apiserver has loaded; change nothing')
    .option('--watch [every]', 'look again until Ctrl-C, every 5s or as often as is said, for example 1m')
    .addOption(metricsOption())
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/status.ts')).handleStatus));
}
