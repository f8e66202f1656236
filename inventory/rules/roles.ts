import type { Rule } from '../rule.ts';
import { clustersOf, pathOfCluster, serversOf } from './places.ts';

/** An inventory without a cluster. */
export const noClusters: Rule = {
  name: 'no-clusters',
  check: ({ clusters }) =>
    clusters?.length === 0 ? [{ path: ['clusters'], found: 'an empty map', expected: 'at least one cluster' }] : [],
};

/** A cluster without a server. */
export const noServers: Rule = {
  name: 'no-servers',
  check: (inventory) =>
    clustersOf(inventory)
      .filter(({ servers }) => servers?.length === 0)
      .map(({ name }) => ({
        path: [...pathOfCluster(name), 'servers'],
        found: 'an empty list',
        expected: 'at least one server',
      })),
};

/** A server has a role twice. */
export const duplicateRole: Rule = {
  name: 'duplicate-role',
  check: (inventory) =>
    serversOf(inventory).flatMap(({ path, server }) =>
      (server.roles ?? []).flatMap((role, index, roles) =>
        roles.indexOf(role) === index
          ? []
          : [{ path: [...path, 'roles', index], found: role, expected: 'each role once' }],
      ),
    ),
};

/** Every server has written roles, and no server has a necessary role. Such a cluster cannot work. */
export const roleNobodyHas: Rule = {
  name: 'role-nobody-has',
  check: (inventory) =>
    clustersOf(inventory).flatMap(({ name, servers = [] }) => {
      const roles = servers.map((server) => server.roles);
      if (roles.length === 0 || roles.includes(undefined)) {
        return [];
      }
      const all = roles.flatMap((some) => some ?? []);
      return (['control-plane', 'etcd'] as const)
        .filter((role) => !all.includes(role))
        .map((role) => ({
          path: [...pathOfCluster(name), 'servers'],
          found: [...new Set(all)].join(', '),
          expected: `a server with the role ${role}`,
        }));
    }),
};
