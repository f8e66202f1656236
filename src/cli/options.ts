// Declares the options that several commands share, and the types of their values. `--help` loads this file, so the file
// imports nothing heavy. read-options.ts has what handlers make of the values.
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { StrategyChoice } from '../model/cluster.ts';

/** Options of every command, allowed before or after the command's name. */
export interface GlobalArguments {
  readonly color: boolean;
  readonly stateDir?: string;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly logFile?: string;
}

const LEVELS: readonly GlobalArguments['logLevel'][] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Adds the global options to the program. */
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

interface InventoryArguments {
  readonly inventory: string;
  readonly serversGroup?: readonly string[];
}

export interface ClusterArguments extends InventoryArguments {
  readonly cluster?: string;
}

/** Adds `--inventory` and `--cluster`. */
export function addClusterOptions(command: Command): Command {
  return addInventoryOption(command).option(
    '-c, --cluster <name>',
    'which cluster of the inventory, where it has several, or its name, where an Ansible inventory gives none',
  );
}

function addInventoryOption(command: Command): Command {
  return addRequiredOption(
    command,
    '-i, --inventory <file>',
    'the inventory: hosts.yaml, or a file or directory of Ansible',
  ).addOption(
    new Option(
      '--servers-group <name>',
      'the group of an Ansible inventory that has the servers (default: that of well-known roles); may be given several times',
    ).argParser(repeated),
  );
}

/** The strategy options of `rotate` and `plan`. */
export interface StrategyArguments {
  readonly strategy?: StrategyChoice;
  readonly acceptWriteWindow?: true;
  readonly freezeWrites?: true;
  readonly backupReference?: string;
}

const STRATEGIES = ['auto', 'staged', 'rotate-keys'] as const satisfies readonly StrategyChoice[];

/** A saved plan and a resumed run already contain whether writes are refused. */
export function addStrategyOptions(command: Command): Command {
  return command
    .addOption(new Option('--strategy <name>', "overrides the inventory's rotation.strategy").choices(STRATEGIES))
    .option(
      '--accept-write-window',
      'accept that rotate-keys with several control-plane servers can lose Secrets written while it runs',
    )
    .addOption(
      new Option(
        '--freeze-writes',
        'refuse writes of Secrets while rotate-keys is running, so that none is lost (Kubernetes 1.30 or newer)',
      ).conflicts(['plan', 'resume', 'acceptWriteWindow']),
    )
    .addOption(
      new Option(
        '--backup-reference <text>',
        'names the backup of a datastore that keyturn cannot copy (external etcd, or a database other than SQLite); written into plan and journal',
      ).conflicts(['plan', 'resume']),
    );
}

export interface MetricsArguments {
  readonly metrics?: string;
  /** Of `ensure`. The age at which a key is due is a metric. */
  readonly maxAge?: string;
  /** Of `rotate`. */
  readonly ifOlderThan?: string;
}

/** `--metrics`, for commands that look at the whole cluster. */
export function metricsOption(): Option {
  return new Option(
    '--metrics <file>',
    'write metrics for the textfile collector of node_exporter, for example /var/lib/node_exporter/keyturn.prom',
  );
}

export interface WindowArguments {
  readonly window?: readonly string[];
}

/** `--window`, for commands that may begin a run. */
export function windowOption(): Option {
  return new Option(
    '--window <when>',
    "begin only where the run can end in this maintenance window, for example 'Sat 22:00-04:00 Europe/Berlin', or always; instead of the inventory's; may be given several times",
  ).argParser(repeated);
}

export interface AlertArguments {
  readonly prometheus?: string;
  readonly onlyAlerts?: string;
  readonly ignoreAlerts?: string;
}

/** Adds `--prometheus` and which alerts count, for commands that may begin a run or show one. */
export function addAlertOptions(command: Command): Command {
  return command
    .option(
      '--prometheus <url>',
      "begin and restart only while this Prometheus has no firing alert, instead of the inventory's; none asks nobody",
    )
    .option(
      '--only-alerts <regexp>',
      'only alerts whose whole name matches count; an expression of Prometheus (RE2), for example Etcd.*|KubeAPI.*',
    )
    .option('--ignore-alerts <regexp>', 'alerts whose whole name matches do not count, for example Watchdog');
}

export interface WithoutArguments {
  readonly without?: readonly string[];
}

/** `--without`, for commands that can work with fewer servers than the inventory has. */
export function withoutOption(): Option {
  return new Option(
    '--without <server>',
    'leave out a server whose host is gone for good, by its name in the inventory; may be given several times',
  ).argParser(repeated);
}

/** `--read-back`, for `rotate` and `verify`. */
export function readBackOption(): Option {
  return new Option('--read-back <how-many>', 'how many Secrets are read one by one through every server, as proof')
    .choices(['sample', 'all'])
    .default('sample');
}

/** Forms of output. `pretty` is for people, scripts can read the rest. */
export function outputOption(formats: readonly ('pretty' | 'ndjson' | 'json')[]): Option {
  return new Option('--output <form>', 'form of the output on stdout').choices(formats).default('pretty');
}

/**
 * A required option, checked here after everything else about the line was right. commander would check first, and
 * would report a mistyped name (`--inventry`) only as a missing option.
 */
export function addRequiredOption(command: Command, flags: string, description: string): Command {
  command.option(flags, `${description} (required)`);
  const name = command.options.at(-1)?.attributeName() ?? '';
  return command.hook('preAction', (declaring, acting) => {
    // A subcommand has options of its own.
    if (acting === declaring && acting.getOptionValue(name) === undefined) {
      acting.error(`error: required option '${flags}' not specified`, {
        code: 'commander.missingMandatoryOptionValue',
      });
    }
  });
}

/** Reads an option that may be given several times. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Reads 0, 1, 2, ... */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}

/** Reads a number above 0. */
export function positiveNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || number <= 0) throw new InvalidArgumentError('A number above 0 is expected.');
  return number;
}

/** How much of a plan is shown, for `rotate` and `plan`. */
export interface PlanViewArguments {
  readonly commands?: true;
  readonly checks?: true;
}

/** Adds `--commands` and `--checks`. */
export function addPlanViewOptions(command: Command): Command {
  return command
    .option('--commands', 'show every step of the plan, with every command as it would be sent')
    .option('--checks', 'list the checks that passed, too');
}
