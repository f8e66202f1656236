import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CACHE, type ClusterShape } from './layout.ts';

const CLUSTERS = join(CACHE, 'clusters');
/** Networks 10.77.1.0/24 to 10.77.250.0/24. */
const NETWORKS = 250;

/** What was written down when a cluster was begun. */
export interface StoredCluster {
  readonly shape: ClusterShape;
  /** Third number of its addresses; its bridge and machines are named after it. */
  readonly network: number;
}

/** Where everything of a cluster lies. */
export function directoryOf(name: string): string {
  return join(CLUSTERS, name);
}

/** Clusters that were begun and not removed. */
export function storedNames(): readonly string[] {
  return existsSync(CLUSTERS) ? readdirSync(CLUSTERS) : [];
}

/** `undefined` for a cluster that was never begun. */
export function storedCluster(name: string): StoredCluster | undefined {
  const file = join(directoryOf(name), 'cluster.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StoredCluster) : undefined;
}

/** Writes down what is begun, so that it can be ended. */
export function storeCluster({ shape, network }: StoredCluster): void {
  writeFileSync(join(directoryOf(shape.name), 'cluster.json'), JSON.stringify({ shape, network }));
}

/** The network of a cluster: the one that it has, or one that no other cluster has. */
export function networkFor(name: string): number {
  const taken = storedNames()
    .filter((one) => one !== name)
    .flatMap((one) => storedCluster(one)?.network ?? []);
  return storedCluster(name)?.network ?? freeNetwork(name, new Set(taken));
}

/** The same name gets the same network, unless another cluster has it. Throws when all are taken. */
export function freeNetwork(name: string, taken: ReadonlySet<number>): number {
  const wanted = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 65_521, 7) % NETWORKS;
  for (let step = 0; step < NETWORKS; step += 1) {
    const network = 1 + ((wanted + step) % NETWORKS);
    if (!taken.has(network)) return network;
  }
  throw new Error(`all ${String(NETWORKS)} networks of the lab are taken: npm run lab -- down --all`);
}
