import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { addClusterOptions, metricsOption, outputOption, readBackOption, withoutOption } from '../options.ts';

export function addVerify(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('verify'))
    .description('prove that every Secret is under the active key and readable through every server; change nothing')
    .addOption(readBackOption())
    .addOption(metricsOption())
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/verify.ts')).handleVerify));
}
