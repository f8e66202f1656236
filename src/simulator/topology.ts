import type { Role } from '../model/cluster.ts';

/** How many servers of each kind there are. */
export interface Topology {
  /** With all roles. */
  readonly servers: number;
  readonly etcdOnly: number;
  readonly controlPlaneOnly: number;
}

/** All-role servers s1.., etcd-only servers e1.., control-plane-only servers c1... */
export function serverSpecs(topology: Topology): readonly { readonly name: string; readonly roles: readonly Role[] }[] {
  const named = (count: number, letter: string, roles: readonly Role[]) =>
    Array.from({ length: count }, (_, index) => ({ name: `${letter}${index + 1}`, roles }));
  return [
    ...named(topology.servers, 's', ['control-plane', 'etcd']),
    ...named(topology.etcdOnly, 'e', ['etcd']),
    ...named(topology.controlPlaneOnly, 'c', ['control-plane']),
  ];
}
