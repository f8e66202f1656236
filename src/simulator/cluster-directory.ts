import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { stringify } from 'yaml';

import type { Distribution } from '../model/cluster.ts';

/** A simulated host as an inventory sees it. */
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
  /** A host to go through, or none. */
  readonly bastion?: ListedHost;
  /** Private key that the hosts let in. */
  readonly clientKey: string;
  /** SSH user; default: `ops`. */
  readonly user?: string;
  readonly timeScale: number;
}

/** How long an apiserver may take to find a new file (measured.md 3). */
const RELOAD_PERIOD_MS = 60_000;
const RESTART_DEADLINE_MS = 600_000;
/** However fast the simulated time runs: the machine itself must be able to keep up. */
const LEAST_RESTART_DEADLINE_MS = 30_000;
const LONGEST_WAIT_MS = 86_400_000;

/**
 * Writes hosts.yaml, known_hosts and id_ed25519 (0600): all that `keyturn rotate --inventory DIR/hosts.yaml` needs, with timings that
 * match the time scale. Gives the inventory's path.
 */
export function writeClusterDirectory(options: ClusterDirectoryOptions): string {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const identityFile = join(directory, 'id_ed25519');
  writeFileSync(identityFile, options.clientKey, { mode: 0o600 });
  // An older file keeps its mode when it is written again.
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

/** However slowly the simulated time runs, an inventory takes no wait of more than a day. */
function duration(ms: number): string {
  return `${Math.min(Math.ceil(ms), LONGEST_WAIT_MS)}ms`;
}
