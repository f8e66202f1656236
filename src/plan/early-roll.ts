import { controlPlanesOf } from '../model/course.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { KnownIssueId, KnownIssuesFor } from '../model/known-issue.ts';
import type { Course } from '../model/strategy.ts';

/** Releases that save the new key only after the rewrite, and releases of which nobody knows. A restarted follower would keep its old file. */
const SAVES_LATE: readonly KnownIssueId[] = ['interrupted-rotate-keys', 'version-unreadable'];

/**
 * A course whose followers take both keys while `rotate-keys` goes on, where that is possible (real-engine.md 7), and otherwise the course as given.
 * - Writes are frozen first, because the rewrite may end before all followers have restarted.
 * - Every release saves both keys before its rewrite (failures.md B11).
 * - Every control-plane server has a member of the engine's etcd. Another server takes the files from the server that it joined through, whose
 *   files may be old.
 */
export function withEarlyRoll(course: Course, facts: ClusterFacts, knownIssuesFor: KnownIssuesFor): Course {
  return isPossible(course, facts, knownIssuesFor) ? { ...course, earlyRoll: true } : course;
}

function isPossible(course: Course, facts: ClusterFacts, knownIssuesFor: KnownIssuesFor): boolean {
  const { strategy, controlPlanes, freezeWrites, datastore } = course;
  if (strategy !== 'rotate-keys' || controlPlanes !== 'several' || !freezeWrites || datastore !== 'etcd') return false;
  return controlPlanesOf(course).every(({ hasEtcd }) => hasEtcd) && !savesLate(facts, knownIssuesFor);
}

function savesLate({ servers, nodes }: ClusterFacts, knownIssuesFor: KnownIssuesFor): boolean {
  const versions = [
    ...servers.map(({ binaryVersion }) => binaryVersion),
    ...nodes.map(({ kubeletVersion }) => kubeletVersion),
  ];
  return versions.some((version) => knownIssuesFor(version).some(({ id }) => SAVES_LATE.includes(id)));
}
