import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addStrategyOptions } from '../strategy-options.ts';
import { addClusterOptions, outputOption, withoutOption } from '../global-options.ts';
import type { RotateArguments } from '../handlers/rotate.ts';

/** The main job. */
export function addRotateCommand(program: Command, context: CommandContext): void {
  const rotate = addClusterOptions(program.command('rotate'))
    .description('rotate the key that encrypts the Secrets of a cluster: plan, confirm, rotate, prove')
    .addOption(new Option('--dry-run', 'print the plan, change nothing').conflicts(['plan', 'resume']))
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
  addStrategyOptions(rotate)
    .option(
      '--if-older-than <age>',
      'do nothing if the key is younger than this, for example 90d; a key whose age nobody knows is due',
    )
    .addOption(readBackOption())
    .addOption(withoutOption())
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption(['pretty', 'ndjson', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handleRotate } = await import('../handlers/rotate.ts');
      const args = command.optsWithGlobals<RotateArguments>();
      context.keepsExitCode = args.dryRun !== true;
      context.exitCode = await handleRotate(args, context.io);
    });
}

/** `--read-back`, for `rotate` and `verify`. */
export function readBackOption(): Option {
  return new Option('--read-back <how-many>', 'how many Secrets are read one by one through every server, as proof')
    .choices(['sample', 'all'])
    .default('sample');
}
