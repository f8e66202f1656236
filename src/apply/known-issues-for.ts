import { knownIssues } from '../engine/known-issues.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { secretsCounted } from '../plan/fact-reading.ts';
import type { KnownIssuesFor } from '../model/known-issue.ts';

/** The engine's table of known defects, for a cluster with these roles and this number of Secrets. */
export function knownIssuesFor({ distribution }: Pick<Cluster, 'distribution'>, facts: ClusterFacts): KnownIssuesFor {
  return (version) =>
    knownIssues(version, {
      distribution,
      splitRoles: facts.servers.some((server) => server.roles.length === 1),
      secretCount: secretsCounted(facts),
    });
}
