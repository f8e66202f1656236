import { type Command, Option } from 'commander';
import type { RescueArguments } from '../handlers/rescue.ts';
import { action, type CommandContext } from '../action.ts';
import { addClusterOptions, metricsOption, outputOption } from '../options.ts';

export function addRescue(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('rescue'))
    .description(
      'Secrets are under a key that servers no longer have: put it back from a copy, move the Secrets, take it out again, prove',
    )
    .addOption(new Option('--dry-run', 'show the plan; change nothing').conflicts(['resume', 'undo']))
    .addOption(new Option('--resume', 'continue the unfinished rescue of this cluster').conflicts(['undo']))
    .option('--undo', 'put the files back that the unfinished rescue found, and end it')
    .option('--commands', 'show every command of the plan')
    .option('-y, --yes', 'do not ask; needs --confirm-cluster')
    .option('--confirm-cluster <name>', 'with --yes: the name of the cluster, as it would be typed')
    .addOption(metricsOption())
    .addOption(outputOption(['pretty', 'ndjson', 'json']))
    .action(
      action(context, async () => {
        const { handleRescue } = await import('../handlers/rescue.ts');
        return (args: RescueArguments, io) => {
          context.keepsExitCode = args.dryRun !== true;
          return handleRescue(args, io);
        };
      }),
    );
}
