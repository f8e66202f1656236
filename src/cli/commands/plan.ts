import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addClusterOptions, outputOption, type ClusterArguments, type GlobalArguments } from '../global-options.ts';
import { freezeOption, strategyOption } from './rotate.ts';

/** What `plan` is told. */
export interface PlanArguments extends ClusterArguments, GlobalArguments {
  readonly out?: string;
  readonly strategy?: 'auto' | 'staged' | 'rotate-keys';
  readonly acceptWriteWindow?: true;
  readonly freezeWrites?: true;
  readonly adopt?: true;
  /** Of `rotate --dry-run` alone: whether anything would be done is told too. */
  readonly ifOlderThan?: string;
  readonly output: 'pretty' | 'json';
}

/** The dry run, saved. */
export function addPlanCommand(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('plan'))
    .description('print what rotate would do, every command as it would be sent; change nothing')
    .option('--out <file>', 'save the plan for rotate --plan')
    .addOption(strategyOption())
    .option(
      '--accept-write-window',
      'accept that rotate-keys with several control-plane servers can lose Secrets written while it runs',
    )
    .addOption(freezeOption())
    .option('--adopt', 'plan how to continue a rotation that was begun elsewhere')
    .addOption(outputOption(['pretty', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handlePlan } = await import('../handlers/plan.ts');
      context.exitCode = await handlePlan(command.optsWithGlobals<PlanArguments>(), context.io);
    });
}
