import type { SshTarget } from '../model/cluster.ts';

/** The operator's command line, so that the next command can be printed whole. */
export interface Hints {
  /** The path as typed. */
  readonly inventory: string | undefined;
  readonly cluster: string | undefined;
  /** Groups of an Ansible inventory, as typed. */
  readonly serversGroups?: readonly string[];
  /** Options for every command of this run, for example `--state-dir DIR`. */
  readonly always: readonly string[];
  /** The typed command, to be repeated with a server left out. The default is the resumption of a run. */
  readonly leaveOut?: LeaveOut;
  /** The engine's unit on the servers, known after the inventory is read, as `rke2-server.service` or `k3s.service`. */
  readonly unit?: () => string | undefined;
  /** The run of the cluster that is kept here and not finished, known after the inventory is read. */
  readonly unfinishedRun?: () => string | undefined;
  /** Whether that run is a rescue, which is continued by its own command. */
  readonly isRescueUnfinished?: () => boolean;
  /** How a server is reached, known after the inventory is read. An agent that ssh finds without help is left out. */
  readonly sshTarget?: (server: string) => SshTarget | undefined;
}

/** A command that can continue without a server, with its options. */
export interface LeaveOut {
  readonly command: 'rotate' | 'ensure' | 'plan' | 'status' | 'verify';
  readonly options: readonly string[];
}

export const NO_HINTS: Hints = { inventory: undefined, cluster: undefined, always: [] };

/** A whole command line to copy, such as `keyturn rotate --inventory hosts.yaml --resume`. */
export function commandLine(hints: Hints, command: string, ...options: readonly string[]): string {
  const inventory = hints.inventory ?? 'hosts.yaml';
  const cluster = hints.cluster === undefined ? [] : ['--cluster', hints.cluster];
  const groups = (hints.serversGroups ?? []).flatMap((group) => ['--servers-group', group]);
  return [
    'keyturn',
    ...command.split(' '),
    '--inventory',
    inventory,
    ...groups,
    ...cluster,
    ...hints.always,
    ...options,
  ]
    .map(shellWord)
    .join(' ');
}

/** The command that continues the unfinished run of the cluster, whichever operation it is. */
export function resumeLine(hints: Hints, ...options: readonly string[]): string {
  return commandLine(hints, hints.isRescueUnfinished?.() === true ? 'rescue' : 'rotate', '--resume', ...options);
}

/** The command that shows the report of a run. The report comes from the journal alone and needs no inventory. */
export function reportLine({ always }: Pick<Hints, 'always'>, runId: string, ...options: readonly string[]): string {
  return ['keyturn', 'report', runId, ...always, ...options].map(shellWord).join(' ');
}

/** The engine's unit, for a command to copy. Before the inventory is read, the answer is the unit of RKE2. */
export function unitOf({ unit }: Hints): string {
  return unit?.() ?? 'rke2-server.service';
}

/**
 * The way to continue if hosts are lost for good. A server whose Node or etcd member remains is not left out, so the
 * operator first takes the server out of the cluster. The answer is `undefined` for `status`, which shows the remaining
 * servers without any option.
 */
export function leaveOutAdvice(hints: Hints, servers: readonly string[]): string | undefined {
  const { command, options } = hints.leaveOut ?? { command: 'rotate', options: ['--resume'] };
  if (command === 'status') return undefined;
  const line = commandLine(hints, command, ...options, ...servers.flatMap((name) => ['--without', name]));
  return servers.length === 1
    ? `If that host is gone for good, and not only out of reach from here: take the server out of the cluster by the documentation of the distribution, so that neither its Node nor its etcd member is left; then go on without it: ${line}`
    : `If these hosts are gone for good, and not only out of reach from here: take the servers out of the cluster by the documentation of the distribution, so that neither their Nodes nor their etcd members are left; then go on without them: ${line}`;
}

/** The way out of a run that cannot be resumed. Nothing changes on the servers. */
export function giveUpAdvice({ cluster, always }: Hints): string {
  const which = cluster === undefined ? [] : ['--cluster', cluster];
  return `If this run is to be given up, so that another one may begin (this changes nothing on the servers): ${runsLine({ always }, 'end', ...which)}`;
}

/** The way out of a run of another machine. The servers are asked for its journal, and nothing is changed there. */
export function giveUpMirroredAdvice(hints: Hints): string {
  return `If the run of the other machine is to be given up, so that another one may begin (this changes nothing on the servers): ${endMirroredLine(hints)}`;
}

/** The command that gives up a run whose journal is known only from a server. */
export function endMirroredLine(hints: Hints): string {
  return commandLine(hints, 'runs end');
}

/** The command that lists the runs kept here, or another one of `keyturn runs`. Neither needs an inventory. */
export function runsLine({ always }: Pick<Hints, 'always'>, ...words: readonly string[]): string {
  return ['keyturn', 'runs', ...words, ...always].map(shellWord).join(' ');
}

/** A word quoted for a shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
