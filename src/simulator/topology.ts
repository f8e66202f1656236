import type { Role } from '../model/cluster.ts';
import type { SimulatedDatastore } from '../model/simulation.ts';

/** The number of servers of each kind. */
export interface Topology {
  /** With all roles. */
  readonly servers: number;
  readonly etcdOnly: number;
  readonly controlPlaneOnly: number;
  /** The default is the engine's own etcd. With any other datastore no server has a member. */
  readonly datastore?: SimulatedDatastore;
}

/** All-role servers s1.., etcd-only servers e1.., control-plane-only servers c1... */
export function serverSpecs(topology: Topology): readonly { readonly name: string; readonly roles: readonly Role[] }[] {
  const named = (count: number, letter: string, roles: readonly Role[]) =>
    Array.from({ length: count }, (_, index) => ({ name: `${letter}${index + 1}`, roles }));
  return [
    ...named(
      topology.servers,
      's',
      (topology.datastore ?? 'etcd') === 'etcd' ? ['control-plane', 'etcd'] : ['control-plane'],
    ),
    ...named(topology.etcdOnly, 'e', ['etcd']),
    ...named(topology.controlPlaneOnly, 'c', ['control-plane']),
  ];
}
