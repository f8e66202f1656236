import { join } from 'node:path';

import type { Distribution, Role } from '../model/cluster.ts';
import type { KeyProvider } from '../model/encryption.ts';
import { writeClusterDirectory, type ListedHost } from './cluster-directory.ts';
import { startControlSocket } from './control-socket.ts';
import { newSshKeyPair } from './ssh-keys.ts';
import { startSshServer, type RunningSshServer } from './ssh-server.ts';
import type { ServerSpec } from './world/server.ts';
import { createWorld, type World } from './world/world.ts';
import { startWriters, type WritersReport } from './world/writers.ts';

export interface SimulationOptions {
  /** Gets hosts.yaml, known_hosts, id_ed25519 and control.sock. */
  readonly directory: string;
  readonly distribution: Distribution;
  /** Servers with all roles. */
  readonly servers: number;
  readonly etcdOnly: number;
  readonly controlPlaneOnly: number;
  readonly secrets: number;
  /** As `--fault` takes them. */
  readonly faults: readonly string[];
  readonly timeScale: number;
  readonly provider: KeyProvider;
  readonly seed: number;
  readonly writers: boolean;
}

/** A simulated cluster that can be reached over SSH. */
export interface Simulation {
  readonly directory: string;
  readonly inventoryFile: string;
  readonly world: World;
  /** Ends the writers and reads every acknowledged Secret through every apiserver. */
  writersReport(): Promise<WritersReport>;
  /** Secrets per key name, as they lie in the simulated etcd. */
  census(): Record<string, number>;
  stop(): Promise<void>;
}

const WRITES_PER_SECOND = 10;
const NO_WRITERS: WritersReport = { acknowledged: 0, lost: 0, readErrors: 0 };

/** Starts a cluster: its world, an SSH server for each host, the control socket, and writers where they are wanted. */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { directory } = options;
  const world = createWorld({ ...options, servers: serverSpecs(options) });
  const client = newSshKeyPair();
  const ports = new Set<number>();
  const listed: ListedHost[] = [];
  const running: RunningSshServer[] = [];
  for (const host of world.hosts) {
    const hostKey = newSshKeyPair();
    const users = ['ops', 'root'];
    const mayForwardTo = (port: number): boolean => ports.has(port);
    const ssh = await startSshServer({
      host,
      hostKey: hostKey.privateKey,
      users,
      authorizedKey: client.publicKey,
      mayForwardTo,
    });
    ports.add(ssh.port);
    listed.push({ name: host.name, port: ssh.port, publicKey: hostKey.publicKey });
    if (host.reachable) running.push(ssh);
    else await ssh.stop();
  }
  const inventoryFile = writeClusterDirectory({ ...options, hosts: listed, clientKey: client.privateKey });
  const writers = options.writers ? startWriters(world, { perSecond: WRITES_PER_SECOND }) : undefined;
  const writersReport = async (): Promise<WritersReport> =>
    writers === undefined ? NO_WRITERS : writers.stopAndCheck();
  const control = await startControlSocket({ path: join(directory, 'control.sock'), world, writersReport });
  return {
    directory,
    inventoryFile,
    world,
    writersReport,
    census: () => world.census(),
    stop: async () => {
      await writers?.stopAndCheck();
      await Promise.all([control.stop(), ...running.map((ssh) => ssh.stop())]);
      world.dispose();
    },
  };
}

/** All-role servers s1.., etcd-only servers e1.., control-plane-only servers c1... */
function serverSpecs({ servers, etcdOnly, controlPlaneOnly }: SimulationOptions): readonly ServerSpec[] {
  const named = (count: number, letter: string, roles: readonly Role[]): readonly ServerSpec[] =>
    Array.from({ length: count }, (_, index) => ({ name: `${letter}${index + 1}`, roles }));
  return [
    ...named(servers, 's', ['control-plane', 'etcd']),
    ...named(etcdOnly, 'e', ['etcd']),
    ...named(controlPlaneOnly, 'c', ['control-plane']),
  ];
}
