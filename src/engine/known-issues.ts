import type { Distribution } from '../model/cluster.ts';
import type { KnownIssue } from '../model/known-issue.ts';
import { KNOWN_ISSUES, type AffectedRange } from './known-issue-table.ts';
import { compareVersions, parseVersion, type EngineVersion } from './version.ts';

/** An unreadable version can be in any range, so the report names the version instead of guessing. */
const UNREADABLE: KnownIssue = {
  id: 'version-unreadable',
  verdict: 'warn',
  concerns: 'any',
  issues: [],
};

/**
 * The issues of a version in this cluster, in the order of the table. Without `strategy` the issues of both strategies
 * are included. Without `secretCount` the issues with a limit on the number of Secrets are included. Pure.
 */
export function knownIssues(
  version: string,
  cluster: {
    readonly distribution: Distribution;
    /** Some server is control-plane without etcd, or etcd without control-plane. */
    readonly splitRoles: boolean;
    readonly strategy?: 'staged' | 'rotate-keys';
    readonly secretCount?: number;
  },
): readonly KnownIssue[] {
  const parsed = parseVersion(version);
  if (parsed === undefined) {
    return [UNREADABLE];
  }
  const { distribution, splitRoles, strategy, secretCount = Infinity } = cluster;
  return KNOWN_ISSUES.filter(
    (issue) =>
      issue.distributions.includes(distribution) &&
      (strategy === undefined || issue.concerns === 'any' || issue.concerns === strategy) &&
      secretCount > (issue.secretsLimit ?? -1) &&
      (splitRoles || issue.splitRolesOnly !== true) &&
      issue.affected.some((range) => isIn(range, parsed, distribution)),
  );
}

function isIn(range: AffectedRange, version: EngineVersion, distribution: Distribution): boolean {
  return (
    (range.distribution ?? distribution) === distribution &&
    (range.minor === undefined || (version.major === 1 && version.minor === range.minor)) &&
    (range.from === undefined || compareVersions(version, limit(range.from)) >= 0) &&
    (range.fixed === undefined || compareVersions(version, limit(range.fixed)) < 0)
  );
}

function limit(text: string): EngineVersion {
  const version = parseVersion(text);
  if (version === undefined) {
    throw new Error(`known-issue-table.ts: not a version: ${text}`);
  }
  return version;
}
