import { homedir } from 'node:os';
import { join } from 'node:path';

import { ENGINES, type EngineNames } from '../../src/engine/distribution.ts';
import type { Distribution } from '../../src/model/cluster.ts';
import type { Era } from '../../src/model/simulation.ts';

/** The repository. */
export const TREE = join(import.meta.dirname, '../..');

/** What is kept between runs: the image, the built servers, and a directory for each cluster. */
export const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'keyturn-lab');

/** The clusters of the tests: as many tests run side by side, because most of a test is waiting for real servers. */
export const TEST_CLUSTERS = ['test-1', 'test-2'] as const;

/** Where and how many: roles as RKE2 gives them. */
export interface ClusterShape {
  readonly name: string;
  /** Hosts with all roles. */
  readonly servers: number;
  readonly controlPlaneOnly: number;
  readonly etcdOnly: number;
  readonly provider: 'aescbc' | 'secretbox';
  /** With `sqlite` it is K3s as it comes, one server whose datastore is SQLite asked through kine; otherwise RKE2. */
  readonly datastore: 'etcd' | 'sqlite';
  /** Whether apiservers name the hash of the file they use, as recent ones do. */
  readonly reloadMetric: boolean;
  /** How its engines print; without it as the newest do. */
  readonly era?: Era;
}

export interface HostPlan {
  readonly name: string;
  readonly ip: string;
  /** systemd-nspawn's name for it; its interface on the machine is `vb-` and this: 15 characters at most. */
  readonly machine: string;
  readonly root: string;
  readonly etcd: boolean;
  readonly controlPlane: boolean;
  /** By which names the engine goes there. */
  readonly engine: EngineNames;
}

/** Everything that follows from a cluster's shape. */
export interface ClusterPlan {
  readonly shape: ClusterShape;
  readonly distribution: Distribution;
  readonly network: number;
  readonly directory: string;
  readonly bridge: string;
  /** Of the machine itself, on the bridge. */
  readonly gateway: string;
  readonly hosts: readonly HostPlan[];
}

/** The engine as one program, which every host sees read-only. */
export function engineDirectory({ directory }: Pick<ClusterPlan, 'directory'>): string {
  return join(directory, 'engine');
}

/** `network`: the third number of its addresses. Throws for a shape that the lab has not. */
export function planCluster(shape: ClusterShape, network: number): ClusterPlan {
  const etcd = shape.datastore === 'etcd';
  if (!etcd && (shape.servers !== 1 || shape.controlPlaneOnly > 0 || shape.etcdOnly > 0))
    throw new Error('SQLite is the datastore of one server: --servers 1');
  const distribution = etcd ? 'rke2' : 'k3s';
  const directory = join(CACHE, 'clusters', shape.name);
  const roles = [
    ...Array.from({ length: shape.servers }, () => ({ etcd, controlPlane: true })),
    ...Array.from({ length: shape.controlPlaneOnly }, () => ({ etcd: false, controlPlane: true })),
    ...Array.from({ length: shape.etcdOnly }, () => ({ etcd: true, controlPlane: false })),
  ];
  return {
    shape,
    distribution,
    network,
    directory,
    bridge: `ktbr${network}`,
    gateway: `10.77.${network}.1`,
    hosts: roles.map((role, index) => ({
      ...role,
      engine: ENGINES[distribution],
      name: `s${index + 1}`,
      ip: `10.77.${network}.${11 + index}`,
      machine: `kt${network}-s${index + 1}`,
      root: join(directory, 'hosts', `s${index + 1}`),
    })),
  };
}
