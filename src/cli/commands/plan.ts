import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { addClusterOptions, addPlanViewOptions, addStrategyOptions, outputOption, withoutOption } from '../options.ts';

export function addPlan(program: Command, context: CommandContext): void {
  const plan = addClusterOptions(program.command('plan'))
    .description('show what rotate would do; change nothing')
    .option('--out <file>', 'save the plan for rotate --plan');
  addPlanViewOptions(addStrategyOptions(plan))
    .option('--adopt', 'plan how to continue a rotation that was begun elsewhere')
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/plan.ts')).handlePlan));
}
