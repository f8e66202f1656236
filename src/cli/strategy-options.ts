import { Option, type Command } from 'commander';
import type { StrategyChoice } from '../model/cluster.ts';
import type { StrategyWish } from '../model/strategy.ts';

const CHOICES = ['auto', 'staged', 'rotate-keys'] as const satisfies readonly StrategyChoice[];

/** What `rotate` and `plan` are told of the strategy. */
export interface StrategyArguments {
  readonly strategy?: StrategyChoice;
  readonly acceptWriteWindow?: true;
  readonly freezeWrites?: true;
  readonly backupReference?: string;
}

/** A saved plan and a run that is resumed have in them whether writes are refused. */
export function addStrategyOptions(command: Command): Command {
  return command
    .addOption(new Option('--strategy <name>', "overrides the inventory's rotation.strategy").choices(CHOICES))
    .option(
      '--accept-write-window',
      'accept that rotate-keys with several control-plane servers can lose Secrets written while it runs',
    )
    .addOption(
      new Option(
        '--freeze-writes',
        'refuse writes of Secrets while rotate-keys is running, so that none is lost (Kubernetes 1.30 or newer)',
      ).conflicts(['plan', 'resume']),
    )
    .addOption(
      new Option(
        '--backup-reference <text>',
        'names the backup of a datastore that keyturn cannot copy (external etcd, or a database other than SQLite); written into plan and journal',
      ).conflicts(['plan', 'resume']),
    );
}

export function wishOf(args: StrategyArguments): StrategyWish {
  return {
    strategy: args.strategy,
    acceptWriteWindow: args.acceptWriteWindow === true,
    freezeWrites: args.freezeWrites === true,
    ...(args.backupReference === undefined ? {} : { backupReference: args.backupReference }),
  };
}
