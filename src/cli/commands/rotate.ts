import { type Command, Option } from 'commander';
import type { RotateArguments } from '../handlers/run-rotation.ts';
import { action, type CommandContext } from '../action.ts';
import {
  addAlertOptions,
  addClusterOptions,
  addPlanViewOptions,
  addStrategyOptions,
  metricsOption,
  outputOption,
  readBackOption,
  windowOption,
  withoutOption,
} from '../options.ts';

export function addRotate(program: Command, context: CommandContext): void {
  const rotate = addClusterOptions(program.command('rotate'))
    .description('rotate the key that encrypts the Secrets of a cluster: plan, confirm, rotate, prove')
    .addOption(
      new Option('--dry-run', 'show the plan, with --resume what is left of the run; change nothing').conflicts([
        'plan',
      ]),
    )
    .addOption(
      new Option('--plan <file>', 'apply exactly this saved plan, or refuse and name what changed').conflicts([
        'resume',
        'adopt',
        'strategy',
        'acceptWriteWindow',
      ]),
    )
    .addOption(
      new Option('--resume', 'continue the unfinished run of this cluster').conflicts([
        'adopt',
        'strategy',
        'acceptWriteWindow',
        'ifOlderThan',
      ]),
    )
    .addOption(
      new Option('--adopt', 'continue a rotation that was begun elsewhere; shows what it found, and asks').conflicts([
        'strategy',
        'ifOlderThan',
      ]),
    );
  addAlertOptions(addPlanViewOptions(addStrategyOptions(rotate)))
    .option(
      '--if-older-than <age>',
      'do nothing if the key is younger than this, for example 90d; a key whose age nobody knows is due',
    )
    .addOption(readBackOption())
    .addOption(windowOption())
    .addOption(metricsOption())
    .addOption(withoutOption())
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption(['pretty', 'ndjson', 'json']))
    .action(
      action(context, async () => {
        const { handleRotate } = await import('../handlers/rotate.ts');
        return (args: RotateArguments, io) => {
          context.keepsExitCode = args.dryRun !== true;
          return handleRotate(args, io);
        };
      }),
    );
}
