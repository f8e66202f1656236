import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { addClusterOptions, addStrategyOptions, outputOption, withoutOption } from '../options.ts';

export function addPlan(program: Command, context: CommandContext): void {
  const plan = addClusterOptions(program.command('plan'))
    .description('print what rotate would do, every command as it would be sent; change nothing')
    .option('--out <file>', 'save the plan for rotate --plan');
  addStrategyOptions(plan)
    .option('--adopt', 'plan how to continue a rotation that was begun elsewhere')
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/plan.ts')).handlePlan));
}
