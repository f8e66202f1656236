import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { stringify } from 'yaml';

import type { Distribution } from '../model/cluster.ts';

/** A simulated host as an inventory sees it. */
export interface ListedHost {
  readonly name: string;
  readonly port: number;
  readonly publicKey: string;
}

export interface ClusterDirectoryOptions {
  readonly directory: string;
  readonly distribution: Distribution;
  readonly hosts: readonly ListedHost[];
  readonly clientKey: string;
  readonly timeScale: number;
}

const RELOAD_PERIOD_MS = 60_000;
const RESTART_DEADLINE_S = 120;

/** Writes what `keyturn rotate --inventory DIR/hosts.yaml` needs, with timings that match the time scale. Gives the inventory's path. */
export function writeClusterDirectory(options: ClusterDirectoryOptions): string {
  const { directory, hosts } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const identity = join(directory, 'id_ed25519');
  writeFileSync(identity, options.clientKey, { mode: 0o600 });
  // An older file keeps its mode when it is written again.
  chmodSync(identity, 0o600);
  const known = hosts.map(({ port, publicKey }) => `[127.0.0.1]:${port} ${publicKey}\n`);
  writeFileSync(join(directory, 'known_hosts'), known.join(''));
  const inventory = {
    version: 1,
    clusters: {
      simulated: {
        distribution: options.distribution,
        ssh: { user: 'ops', identityFile: 'id_ed25519', knownHosts: 'known_hosts', agent: false },
        servers: hosts.map(({ name, port }) => ({ host: '127.0.0.1', name, ssh: { port } })),
        timing: {
          stabilityWindow: '0s',
          restartDeadline: `${RESTART_DEADLINE_S}s`,
          reloadPeriod: `${Math.ceil(RELOAD_PERIOD_MS / options.timeScale)}ms`,
        },
      },
    },
  };
  const file = join(directory, 'hosts.yaml');
  writeFileSync(file, stringify(inventory));
  return file;
}
