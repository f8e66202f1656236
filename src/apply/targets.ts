import type { ApiserverTarget, EtcdTarget } from '../cluster/target.ts';
import type { EngineTarget } from '../engine/target.ts';
import type { Distribution } from '../model/cluster.ts';
import type { ClusterFacts, ServerFacts } from '../model/facts.ts';

/** Where the engine of a server is asked. */
export function engineTarget(distribution: Distribution, server: ServerFacts): EngineTarget {
  const { unit, dataDir, supervisorUrl } = server;
  return { distribution, binary: unit.binary, dataDir, supervisorUrl };
}

/** The server's own apiserver; asking an etcd-only server for one is a bug. */
export function apiserverTarget(server: ServerFacts): ApiserverTarget {
  if (server.apiserverUrl === undefined) throw new Error(`server ${server.name} has no apiserver`);
  return { url: server.apiserverUrl, dataDir: server.dataDir };
}

/** A server's own etcd member, where it has one. */
function etcdTarget(server: ServerFacts): EtcdTarget | undefined {
  return server.etcdUrl === undefined ? undefined : { url: server.etcdUrl, dataDir: server.dataDir };
}

/** The servers with an etcd member, in inventory order. */
export function etcdServers(facts: ClusterFacts): readonly { readonly name: string; readonly target: EtcdTarget }[] {
  return facts.servers.flatMap((server) => {
    const target = etcdTarget(server);
    return target === undefined ? [] : [{ name: server.name, target }];
  });
}
