import type { DocumentPath } from '../document-path.ts';
import type { SalvagedBastion, SalvagedCluster, SalvagedInventory, SalvagedServer, SalvagedSsh } from '../salvage.ts';

/** A server, its position in the inventory, and its effective connection. */
export interface PlacedServer {
  readonly path: DocumentPath;
  readonly cluster: string;
  readonly server: SalvagedServer;
  /** The cluster's fields, overridden by the server's own. */
  readonly ssh: SalvagedSsh;
}

export function pathOfCluster(name: string): DocumentPath {
  return ['clusters', name];
}

export function clustersOf(inventory: SalvagedInventory): readonly SalvagedCluster[] {
  return inventory.clusters ?? [];
}

/** Every server of one cluster, or of all clusters. */
export function serversOf(inventory: SalvagedInventory): readonly PlacedServer[] {
  return clustersOf(inventory).flatMap(serversOfCluster);
}

export function serversOfCluster(cluster: SalvagedCluster): readonly PlacedServer[] {
  return (cluster.servers ?? []).map((server, index) => ({
    path: [...pathOfCluster(cluster.name), 'servers', index],
    cluster: cluster.name,
    server,
    ssh: { ...cluster.ssh, ...defined(server.ssh) },
  }));
}

/** Every place with `ssh` fields, which are clusters, servers and bastions. */
export function sshBlocksOf(
  inventory: SalvagedInventory,
): readonly { readonly path: DocumentPath; readonly ssh: SalvagedSsh }[] {
  const clusters = clustersOf(inventory).map(({ name, ssh }) => ({ path: [...pathOfCluster(name), 'ssh'], ssh }));
  const servers = serversOf(inventory).map(({ path, server }) => ({ path: [...path, 'ssh'], ssh: server.ssh }));
  return [...clusters, ...servers].flatMap(({ path, ssh }) => withBastions(path, ssh));
}

function withBastions(
  path: DocumentPath,
  ssh: SalvagedSsh,
): readonly { readonly path: DocumentPath; readonly ssh: SalvagedSsh }[] {
  const bastion = bastionOf(ssh);
  return [{ path, ssh }, ...(bastion === undefined ? [] : withBastions([...path, 'jump'], bastion))];
}

function bastionOf(ssh: SalvagedSsh): SalvagedBastion | undefined {
  return typeof ssh.jump === 'object' ? ssh.jump : undefined;
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
