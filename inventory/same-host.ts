import type { Cluster, SshTarget } from '../src/model/cluster.ts';
import { repeated, type Finding } from './rule.ts';

/**
 * Servers that are one host once ssh_config has its say, which would restart that host twice in a roll. Hosts with the
 * same written name are the business of a rule, which runs before.
 */
export function sameHostFindings(clusters: readonly Cluster[]): readonly Finding[] {
  const placed = clusters.flatMap(({ name, servers }) =>
    servers.map(({ ssh }, index) => ({ path: ['clusters', name, 'servers', index, 'host'], ssh })),
  );
  return repeated(placed, ({ ssh }) => wayTo(ssh)).map(({ entry, first }) => ({
    rule: 'duplicate-host',
    path: entry.path,
    found: entry.ssh.asWritten.host,
    because: `${entry.ssh.host} port ${entry.ssh.port} by ssh_config`,
    expected: `each host once: ${first.ssh.asWritten.host} is the same`,
  }));
}

function wayTo({ host, port, jump }: SshTarget): string {
  return JSON.stringify([host.toLowerCase(), port, jump === undefined ? undefined : wayTo(jump)]);
}
