import type { Datastore } from '../model/datastore.ts';
import { keyLabel, type EncryptionFile, type EncryptionStatus, type KeyName } from '../model/encryption.ts';
import type { ClusterFacts, NodeFacts, ServerFacts, UnitFacts } from '../model/facts.ts';

/** Servers that run an apiserver, in inventory order. */
export function controlPlaneServers(facts: ClusterFacts): readonly ServerFacts[] {
  return facts.servers.filter((server) => server.roles.includes('control-plane'));
}

/** Number of Secrets, or 0 without a count. Without a count nothing is planned (checks/datastore.ts). */
export function secretsCounted(facts: ClusterFacts): number {
  return facts.census?.total ?? 0;
}

/** The cluster's datastore, as read on the first control-plane server. checks/datastore.ts ensures that all servers agree. */
export function datastoreIn(facts: ClusterFacts): Datastore | undefined {
  return (controlPlaneServers(facts)[0] ?? facts.servers[0])?.datastore;
}

/** Whether keyturn can copy the datastore, as an etcd snapshot by the engine or as a copy of SQLite's file. */
export function takesCopies(facts: ClusterFacts): boolean {
  const datastore = datastoreIn(facts);
  if (datastore?.kind === 'kine') return datastore.file !== undefined;
  return datastore?.kind !== 'external-etcd';
}

/** Servers that run etcd, in inventory order. */
export function etcdServers(facts: ClusterFacts): readonly ServerFacts[] {
  return facts.servers.filter((server) => server.roles.includes('etcd'));
}

/** Whether systemd says that a service runs. */
export function isRunning({ activeState, subState }: Pick<UnitFacts, 'activeState' | 'subState'>): boolean {
  return activeState === 'active' && subState === 'running';
}

/** The Node object of a server, or `undefined` if the cluster has no Node of the server's name. */
export function nodeOf(facts: ClusterFacts, server: ServerFacts): NodeFacts | undefined {
  return facts.nodes.find((node) => node.name === server.nodeName);
}

/** Nodes with a server's role that belong to none of the given servers. keyturn has not looked at their hosts. */
export function strangersAmong(
  nodes: readonly NodeFacts[],
  servers: readonly { readonly nodeName: string }[],
): readonly NodeFacts[] {
  const known = new Set(servers.map(({ nodeName }) => nodeName));
  return nodes.filter(({ name }) => !known.has(name));
}

/** The engine's encryption status of this server, or `undefined` if the status could not be read. */
export function statusOf({ encryption }: ServerFacts): EncryptionStatus | undefined {
  return encryption?.status.kind === 'read' ? encryption.status.said : undefined;
}

/** The writing key of the server's file, else the active key of the server's status. */
export function activeKeyOf(server: ServerFacts): KeyName | undefined {
  return activeKeyIn({ file: server.encryption?.file, status: statusOf(server) });
}

/** The writing key of a file, else the active key of a status. */
export function activeKeyIn({
  file,
  status,
}: {
  readonly file: EncryptionFile | undefined;
  readonly status: EncryptionStatus | undefined;
}): KeyName | undefined {
  return file?.keys[0] ?? status?.activeKey;
}

/** Whether two names mean the same key. */
export function sameKey(one: KeyName, other: KeyName): boolean {
  return one.provider === other.provider && one.name === other.name;
}

/** Keys of Secrets that are in no control-plane server's file, with the number of Secrets under each key. */
export function keysNobodyHas(facts: ClusterFacts): readonly { readonly label: string; readonly secrets: number }[] {
  const atHand = new Set(
    controlPlaneServers(facts).flatMap(({ encryption }) => (encryption?.file?.keys ?? []).map(keyLabel)),
  );
  return Object.entries(facts.census?.byKey ?? {})
    .filter(([label, count]) => count > 0 && !atHand.has(label))
    .sort(([label], [other]) => (label < other ? -1 : 1))
    .map(([label, secrets]) => ({ label, secrets }));
}
