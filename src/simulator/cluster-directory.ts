import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { stringify } from 'yaml';

import type { Distribution } from '../model/cluster.ts';

/** A simulated host in an inventory. */
export interface ListedHost {
  readonly name: string;
  readonly port: number;
  /** `ssh-ed25519 AAAA...` */
  readonly publicKey: string;
}

export interface ClusterDirectoryOptions {
  readonly directory: string;
  readonly distribution: Distribution;
  readonly hosts: readonly ListedHost[];
  /** The jump host, if any. */
  readonly bastion?: ListedHost;
  /** Private key accepted by the hosts. */
  readonly clientKey: string;
  /** SSH user. The default is `ops`. */
  readonly user?: string;
  readonly timeScale: number;
}

/** The longest time for an apiserver to find a new file (measured.md 3). */
const RELOAD_PERIOD_MS = 60_000;
const RESTART_DEADLINE_MS = 600_000;
/** The shortest deadline at any speed of simulated time, because the machine itself must be able to keep up. */
const LEAST_RESTART_DEADLINE_MS = 30_000;
const LONGEST_WAIT_MS = 86_400_000;

/**
 * Writes hosts.yaml, known_hosts and id_ed25519 (0600), which `keyturn rotate --inventory DIR/hosts.yaml` needs, with
 * timings for the time scale. Returns the inventory's path.
 */
export function writeClusterDirectory(options: ClusterDirectoryOptions): string {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const identityFile = join(directory, 'id_ed25519');
  writeFileSync(identityFile, options.clientKey, { mode: 0o600 });
  // An older file keeps its mode when it is overwritten.
  chmodSync(identityFile, 0o600);
  const { hosts, bastion } = options;
  const known = (bastion === undefined ? hosts : [...hosts, bastion]).map(
    ({ port, publicKey }) => `[127.0.0.1]:${port} ${publicKey}\n`,
  );
  const knownHosts = join(directory, 'known_hosts');
  writeFileSync(knownHosts, known.join(''));
  const jump = bastion === undefined ? {} : { jump: { host: '127.0.0.1', port: bastion.port } };
  const inventory = {
    version: 1,
    clusters: {
      simulated: {
        distribution: options.distribution,
        ssh: { user: options.user ?? 'ops', identityFile, knownHosts, agent: false, ...jump },
        servers: hosts.map(({ name, port }) => ({ host: '127.0.0.1', name, ssh: { port } })),
        timing: timingOf(options.timeScale),
      },
    },
  };
  const file = join(directory, 'hosts.yaml');
  writeFileSync(file, stringify(inventory));
  return file;
}

function timingOf(timeScale: number): Readonly<Record<string, string>> {
  const restartMs = Math.max(RESTART_DEADLINE_MS / timeScale, LEAST_RESTART_DEADLINE_MS);
  return {
    stabilityWindow: '0s',
    restartDeadline: duration(restartMs),
    reloadPeriod: duration(RELOAD_PERIOD_MS / timeScale),
  };
}

/** An inventory accepts no wait of more than a day, at any speed of simulated time. */
function duration(ms: number): string {
  return `${Math.min(Math.ceil(ms), LONGEST_WAIT_MS)}ms`;
}
