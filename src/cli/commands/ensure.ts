import type { Command } from 'commander';
import type { EnsureArguments } from '../handlers/ensure.ts';
import { action, type CommandContext } from '../action.ts';
import {
  addAlertOptions,
  addClusterOptions,
  addStrategyOptions,
  metricsOption,
  outputOption,
  readBackOption,
  windowOption,
  withoutOption,
} from '../options.ts';

export function addEnsure(program: Command, context: CommandContext): void {
  const ensure = addClusterOptions(program.command('ensure'))
    .description(
      'the line that a scheduler repeats: resume the unfinished run, or do nothing, or rotate a key that is due; asks nothing',
    )
    .option(
      '--max-age <age>',
      "rotate a key of this age, for example 90d (default: the inventory's rotation.maxKeyAge); a key whose age nobody knows is due",
    );
  addAlertOptions(addStrategyOptions(ensure))
    .addOption(readBackOption())
    .addOption(windowOption())
    .addOption(metricsOption())
    .addOption(withoutOption())
    .option('-q, --quiet', 'say nothing where there is nothing to do')
    .addOption(outputOption(['pretty', 'ndjson', 'json']))
    .addHelpText('after', ENDINGS)
    .action(
      action(context, async () => {
        const { handleEnsure } = await import('../handlers/ensure.ts');
        return (args: EnsureArguments, io) => {
          context.keepsExitCode = true;
          return handleEnsure(args, io);
        };
      }),
    );
}

const ENDINGS = `
Exit codes for a scheduler:
  0    the key is young enough, or was rotated, or the unfinished run was resumed to its end
  3    refused, nothing was changed: mend what the text names; the next start tries again
  4    stopped part-way: the next start resumes the run
  5    a person must decide: a rotation begun elsewhere, or a run that stopped for a person
  6    another run holds the lock
All others are the same as of rotate.`;
