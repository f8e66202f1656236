import { pathText } from '../document-path.ts';
import { CLUSTER_NAME, SERVER_NAME } from '../formats.ts';
import { type Rule, repeated } from '../rule.ts';
import { clustersOf, pathOfCluster, serversOf, serversOfCluster } from './places.ts';

/** The name of a cluster becomes part of file names. */
export const invalidClusterName: Rule = {
  name: 'invalid-cluster-name',
  check: (inventory) =>
    clustersOf(inventory)
      .filter(({ name }) => !CLUSTER_NAME.pattern.test(name))
      .map(({ name }) => ({
        path: pathOfCluster(name),
        found: name,
        expected: CLUSTER_NAME.expected,
        at: 'key' as const,
      })),
};

/** Two servers of a cluster share a name, written or taken from the host. */
export const duplicateName: Rule = {
  name: 'duplicate-name',
  check: (inventory) =>
    clustersOf(inventory).flatMap((cluster) =>
      repeated(serversOfCluster(cluster), ({ server }) => server.name ?? server.host)
        // `duplicate-host` already reports a repeated host without names.
        .filter(({ entry, first }) => entry.server.name !== undefined || first.server.name !== undefined)
        .map(({ entry, first }) => ({
          path: [...entry.path, entry.server.name === undefined ? 'host' : 'name'],
          found: entry.server.name ?? entry.server.host,
          expected: `another name than that of ${pathText(first.path)}`,
        })),
    ),
};

/** Two servers of a cluster share a Node, so an entry is wrong. */
export const duplicateNodeName: Rule = {
  name: 'duplicate-node-name',
  check: (inventory) =>
    clustersOf(inventory).flatMap((cluster) =>
      repeated(serversOfCluster(cluster), ({ server }) => server.nodeName).map(({ entry, first }) => ({
        path: [...entry.path, 'nodeName'],
        found: entry.server.nodeName,
        expected: `another Node than that of ${pathText(first.path)}`,
      })),
    ),
};

/** A host's address cannot be a name (IPv6, capitals), and no name is written. */
export const hostNeedsName: Rule = {
  name: 'host-needs-name',
  check: (inventory) =>
    serversOf(inventory)
      .filter(({ server }) => server.name === undefined && server.host !== undefined)
      .filter(({ server }) => !SERVER_NAME.pattern.test(server.host ?? ''))
      .map(({ path, server }) => ({
        path: [...path, 'name'],
        found: server.host,
        expected: `a name: ${SERVER_NAME.expected}`,
      })),
};
