import { addressOf } from '../model/address.ts';
import type { Cluster, Server } from '../model/cluster.ts';
import { table } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { count, durationText } from './units.ts';

interface InventoryTextOptions extends RenderOptions {
  /** Files that keyturn could not read, because they are encrypted. */
  readonly leftOut?: readonly string[];
}

/** The resolved inventory as keyturn will use the file. Ends with a line feed. */
export function inventoryText(
  file: string,
  clusters: readonly Cluster[],
  { style, leftOut = [] }: InventoryTextOptions,
): string {
  return [
    style.green(`${printableLine(file)} is valid: ${count(clusters.length, 'cluster')}`),
    ...leftOut.map((each) => `Left out, because Ansible Vault encrypted the whole file: ${printableLine(each)}`),
    ...clusters.flatMap((cluster) => clusterLines(cluster, style.bold)),
    '',
  ].join('\n');
}

function clusterLines(cluster: Cluster, bold: (text: string) => string): readonly string[] {
  const { rotation, timing } = cluster;
  return [
    '',
    bold(`Cluster ${cluster.name} (${cluster.distribution})`),
    table([['server', 'address', 'user', 'key', 'through', 'roles'], ...cluster.servers.map(serverRow)], '  '),
    '',
    table(
      [
        ['strategy', rotation.strategy],
        ['snapshot', rotation.snapshot ? 'before and after' : 'none'],
        ['maxKeyAge', rotation.maxKeyAgeMs === undefined ? 'no policy' : durationText(rotation.maxKeyAgeMs)],
        ['apiserverReload', rotation.apiserverReload],
        ['windows', rotation.windows.length === 0 ? 'always' : rotation.windows.map(({ text }) => text).join('; ')],
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

function serverRow({ name, ssh, expectedRoles }: Server): readonly string[] {
  return [
    name,
    addressOf(ssh),
    ssh.user,
    ssh.identityFile ?? (ssh.agent === undefined ? 'none' : 'agent'),
    ssh.jump === undefined ? 'directly' : `${ssh.jump.user}@${addressOf(ssh.jump)}`,
    expectedRoles === undefined ? 'discovered' : expectedRoles.join('+'),
  ];
}
