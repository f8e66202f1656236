import type { Command } from 'commander';
import { Option } from 'commander';
import { addRequiredOption } from './required-option.ts';

/** Options of every command; they may stand before or after its name. */
export interface GlobalArguments {
  readonly color: boolean;
  readonly stateDir?: string;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly logFile?: string;
}

const LEVELS: readonly GlobalArguments['logLevel'][] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Adds them to the program. */
export function addGlobalOptions(program: Command): void {
  program
    .option('--no-color', 'use no colours (so does the variable NO_COLOR)')
    .option(
      '--state-dir <dir>',
      'where journals, logs and locks are kept (default: $XDG_STATE_HOME/keyturn, else ~/.local/state/keyturn)',
    )
    .addOption(new Option('--log-level <level>', 'verbosity of the log file').choices(LEVELS).default('info'))
    .option(
      '--log-file <file>',
      'where the log is written, mode 0600 (default: run.log beside the journal of the run)',
    );
}

/** Which cluster. */
export interface ClusterArguments {
  readonly inventory: string;
  readonly cluster?: string;
}

/** Adds `--inventory` and `--cluster`. */
export function addClusterOptions(command: Command): Command {
  return addInventoryOption(command).option(
    '-c, --cluster <name>',
    'which cluster of the inventory, where it has several',
  );
}

/** Which servers are left out. */
export interface WithoutArguments {
  readonly without?: readonly string[];
}

/** `--without`, for commands that can do with fewer servers than the inventory has. */
export function withoutOption(): Option {
  return new Option(
    '--without <server>',
    'leave out a server whose host is gone for good, by its name in the inventory; may be given several times',
  ).argParser((name: string, before: readonly string[] | undefined) => [...(before ?? []), name]);
}

/** Adds `--inventory` alone. */
export function addInventoryOption(command: Command): Command {
  return addRequiredOption(command, '-i, --inventory <file>', 'the inventory, for example hosts.yaml');
}

/** Forms of output that scripts can read; `pretty` is for people. */
export function outputOption(formats: readonly ('pretty' | 'ndjson' | 'json')[]): Option {
  return new Option('--output <form>', 'form of the output on stdout').choices(formats).default('pretty');
}
