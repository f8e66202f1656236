import type { Datastore } from '../model/datastore.ts';
import { keyLabel, type EncryptionStatus, type KeyName } from '../model/encryption.ts';
import type { ClusterFacts, NodeFacts, ServerFacts } from '../model/facts.ts';

/** Servers that run an apiserver, in inventory order. */
export function controlPlanes(facts: ClusterFacts): readonly ServerFacts[] {
  return facts.servers.filter((server) => server.roles.includes('control-plane'));
}

/** How many Secrets there are; 0 where nobody counted them, and then nothing is planned (checks/datastore.ts). */
export function secretsCounted(facts: ClusterFacts): number {
  return facts.census?.total ?? 0;
}

/** What the cluster keeps its objects in, as its first control-plane server says; checks/datastore.ts sees that all say the same. */
export function datastoreIn(facts: ClusterFacts): Datastore | undefined {
  return (controlPlanes(facts)[0] ?? facts.servers[0])?.datastore;
}

/** Whether a copy of the datastore can be taken by us: an etcd snapshot of the engine, or of the file in which SQLite keeps everything. */
export function takesCopies(facts: ClusterFacts): boolean {
  const datastore = datastoreIn(facts);
  if (datastore?.kind === 'kine') return datastore.file !== undefined;
  return datastore?.kind !== 'external-etcd';
}

/** Servers that run etcd, in inventory order. */
export function etcdServers(facts: ClusterFacts): readonly ServerFacts[] {
  return facts.servers.filter((server) => server.roles.includes('etcd'));
}

/** The Node object of a server; `undefined` when the cluster has none of that name. */
export function nodeOf(facts: ClusterFacts, server: ServerFacts): NodeFacts | undefined {
  return facts.nodes.find((node) => node.name === server.nodeName);
}

/** Nodes with a server's role that are none of these servers: nobody looked there. */
export function strangersAmong(
  nodes: readonly NodeFacts[],
  servers: readonly { readonly nodeName: string }[],
): readonly NodeFacts[] {
  const known = new Set(servers.map(({ nodeName }) => nodeName));
  return nodes.filter(({ name }) => !known.has(name));
}

/** What the engine says of this server's encryption; `undefined`: nobody knows, because it could not be read. */
export function statusOf({ encryption }: ServerFacts): EncryptionStatus | undefined {
  return encryption?.status.kind === 'read' ? encryption.status.said : undefined;
}

/** The key this server's file writes with, else the one its status names. */
export function activeKeyOf(server: ServerFacts): KeyName | undefined {
  return server.encryption?.file?.keys[0] ?? statusOf(server)?.activeKey;
}

/** Whether two names mean the same key. */
export function sameKey(one: KeyName, other: KeyName): boolean {
  return one.provider === other.provider && one.name === other.name;
}

/** Keys that Secrets are under and that no control-plane server has in its file, and how many Secrets that are. */
export function keysNobodyHas(facts: ClusterFacts): readonly { readonly label: string; readonly secrets: number }[] {
  const atHand = new Set(
    controlPlanes(facts).flatMap(({ encryption }) => (encryption?.file?.keys ?? []).map(keyLabel)),
  );
  return Object.entries(facts.census?.byKey ?? {})
    .filter(([label, count]) => count > 0 && !atHand.has(label))
    .sort(([label], [other]) => (label < other ? -1 : 1))
    .map(([label, secrets]) => ({ label, secrets }));
}
