import { addressOf } from '../model/address.ts';
import type { AlertGate } from '../model/automation.ts';
import type { Cluster, Server, SshTarget, Transport } from '../model/cluster.ts';
import type { KeySource } from '../model/failures/host.ts';
import { keySourceLines } from './key-source-text.ts';
import { table } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { count, durationText, listed } from './units.ts';

/** The keys that a login to a host would try, or the reason why there would be none. */
export type KeysOfHost = (target: SshTarget) => readonly KeySource[];

interface InventoryTextOptions extends RenderOptions {
  /** Files that keyturn could not read, because they are encrypted. */
  readonly leftOut?: readonly string[];
}

/** The resolved inventory as keyturn will use the file. Ends with a line feed. */
export function inventoryText(
  file: string,
  { clusters, keysOf }: { readonly clusters: readonly Cluster[]; readonly keysOf: KeysOfHost },
  { style, leftOut = [] }: InventoryTextOptions,
): string {
  return [
    style.green(`${printableLine(file)} is valid: ${count(clusters.length, 'cluster')}`),
    ...leftOut.map((each) => `Left out, because Ansible Vault encrypted the whole file: ${printableLine(each)}`),
    ...clusters.flatMap((cluster) => clusterLines(cluster, keysOf, style.bold)),
    '',
  ].join('\n');
}

function clusterLines(cluster: Cluster, keysOf: KeysOfHost, bold: (text: string) => string): readonly string[] {
  const { rotation, journal, timing } = cluster;
  return [
    '',
    bold(`Cluster ${cluster.name} (${cluster.distribution})`),
    table(
      [
        ['server', 'address', 'user', 'key', 'through', 'roles'],
        ...cluster.servers.map((server) => serverRow(server, keysOf)),
      ],
      '  ',
    ),
    ...keyLines(cluster, keysOf),
    ...ignoredLines(cluster),
    '',
    table(
      [
        ['strategy', rotation.strategy],
        ['snapshot', rotation.snapshot ? 'before and after' : 'none'],
        ['maxKeyAge', rotation.maxKeyAgeMs === undefined ? 'no policy' : durationText(rotation.maxKeyAgeMs)],
        ['apiserverReload', rotation.apiserverReload],
        ['windows', rotation.windows.length === 0 ? 'always' : rotation.windows.map(({ text }) => text).join('; ')],
        ['alerts', alertsText(cluster.automation.alerts)],
        ['journal', journal.mirror ? 'here and on the leader' : 'here only'],
        ['stabilityWindow', durationText(timing.stabilityWindowMs)],
        ['restartDeadline', durationText(timing.restartDeadlineMs)],
        ['reloadPeriod', durationText(timing.reloadPeriodMs)],
        ['connectTimeout', durationText(timing.connectTimeoutMs)],
        ['commandTimeout', durationText(timing.commandTimeoutMs)],
        ['known_hosts', cluster.servers[0]?.ssh.knownHosts.join(', ') ?? ''],
      ],
      '  ',
    ),
  ];
}

/** The gate of alerts, with what counts and what does not. */
function alertsText(gate: AlertGate | undefined): string {
  if (gate === undefined) return 'not asked for';
  const { prometheus, only, ignore, labels, watchdog } = gate;
  return [
    `none fires in ${prometheus}`,
    ...(only === undefined ? [] : [`only ${only}`]),
    ...(ignore === undefined ? [] : [`not ${ignore}`]),
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    ...(watchdog === undefined ? [] : [`${watchdog} must fire`]),
  ].join('; ');
}

function serverRow({ name, ssh, expectedRoles }: Server, keysOf: KeysOfHost): readonly string[] {
  return [
    name,
    addressOf(ssh),
    ssh.user,
    KEY_ELSEWHERE[ssh.transport] ?? firstKey(keysOf(ssh)),
    wayText(ssh),
    expectedRoles === undefined ? 'discovered' : expectedRoles.join('+'),
  ];
}

/** Who has the keys of a host that keyturn does not sign in to by itself. */
const KEY_ELSEWHERE: Readonly<Partial<Record<Transport, string>>> = { openssh: 'of ssh', local: 'needs none' };

function wayText({ transport, jump }: SshTarget): string {
  if (transport === 'local') return 'this machine';
  const way = jump === undefined ? 'directly' : `${jump.user}@${addressOf(jump)}`;
  return transport === 'openssh' ? `ssh, ${way}` : way;
}

function firstKey(sources: readonly KeySource[]): string {
  const first = sources.find(({ state }) => state === 'offered') ?? sources.find(({ state }) => state === 'locked');
  if (first === undefined) return 'none';
  return first.source === 'agent' ? 'agent' : first.path;
}

/** The places of keys in the order of trying, once for the servers that have the same ones. */
function keyLines({ servers }: Cluster, keysOf: KeysOfHost): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { name, ssh } of servers.filter((server) => server.ssh.transport === 'ssh2')) {
    for (const [hop, who] of hopsOf(ssh, name)) {
      const lines = keySourceLines(keysOf(hop)).join('\n');
      groups.set(lines, [...(groups.get(lines) ?? []), who]);
    }
  }
  return [...groups].flatMap(([lines, names]) => [
    '',
    `  keys for ${listed([...new Set(names)])}, in this order`,
    ...lines.split('\n').map((line) => `    ${line}`),
  ]);
}

function hopsOf(target: SshTarget, name: string): readonly (readonly [SshTarget, string])[] {
  const { jump } = target;
  return [[target, name], ...(jump === undefined ? [] : hopsOf(jump, `the jump host ${jump.asWritten.host}`))];
}

/** What ssh_config says and keyturn does not follow. */
function ignoredLines({ servers }: Cluster): readonly string[] {
  const lines = servers
    .filter(({ ssh }) => ssh.transport === 'ssh2')
    .flatMap(({ ssh, name }) => hopsOf(ssh, name))
    .flatMap(([{ ignored }]) => ignored.map(({ keyword, value, at }) => `    ${keyword} ${value} (${at})`));
  return lines.length === 0 ? [] : ['', '  not followed, of ssh_config', ...new Set(lines)];
}
