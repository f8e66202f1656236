import type { Command } from 'commander';
import type { PlanDiffArguments } from '../handlers/plan-diff.ts';
import { action, type CommandContext } from '../action.ts';
import {
  addAlertOptions,
  addClusterOptions,
  addPlanViewOptions,
  addStrategyOptions,
  outputOption,
  withoutOption,
} from '../options.ts';

export function addPlan(program: Command, context: CommandContext): void {
  const plan = addClusterOptions(program.command('plan'))
    .description('show what rotate would do; change nothing')
    .option('--out <file>', 'save the plan for rotate --plan');
  addAlertOptions(addPlanViewOptions(addStrategyOptions(plan)))
    .option('--adopt', 'plan how to continue a rotation that was begun elsewhere')
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/plan.ts')).handlePlan));
  plan
    .command('diff')
    .description('name what differs between two saved plans; contact no host')
    .argument('<first-file>', 'a plan saved by plan --out')
    .argument('<second-file>', 'the plan that the first one is held against')
    .addOption(outputOption(['pretty', 'json']))
    .action(async (first: string, second: string, _options: unknown, command: Command) => {
      const { handlePlanDiff } = await import('../handlers/plan-diff.ts');
      const args = command.optsWithGlobals<PlanDiffArguments>();
      context.exitCode = await handlePlanDiff(args, context.io, [first, second]);
    });
}
