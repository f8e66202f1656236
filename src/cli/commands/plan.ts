import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addClusterOptions, outputOption, withoutOption } from '../global-options.ts';
import { addStrategyOptions } from '../strategy-options.ts';
import type { PlanArguments } from '../handlers/plan.ts';

/** The dry run, saved. */
export function addPlanCommand(program: Command, context: CommandContext): void {
  const plan = addClusterOptions(program.command('plan'))
    .description('print what rotate would do, every command as it would be sent; change nothing')
    .option('--out <file>', 'save the plan for rotate --plan');
  addStrategyOptions(plan)
    .option('--adopt', 'plan how to continue a rotation that was begun elsewhere')
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handlePlan } = await import('../handlers/plan.ts');
      context.exitCode = await handlePlan(command.optsWithGlobals<PlanArguments>(), context.io);
    });
}
