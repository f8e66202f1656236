import type { Distribution } from '../model/cluster.ts';
import type { KnownIssueId } from '../model/known-issue-id.ts';

/** Versions with an issue. Without `minor` every minor is meant. Limits compare as in `compareVersions`. */
export interface AffectedRange {
  /** Minor of v1: 33 for v1.33. */
  readonly minor?: number;
  /** First affected version; without it, from the beginning. */
  readonly from?: string;
  /** First version without it; without it, there is no fixed release that we know of. */
  readonly fixed?: string;
  /** Where the two distributions differ. */
  readonly distribution?: Distribution;
}

/** A defect of releases that a rotation must know of (failures.md 1 and 2.3). */
export interface KnownIssue {
  readonly id: KnownIssueId;
  readonly verdict: 'warn' | 'refuse';
  /** The strategy that meets it; `any`: both. */
  readonly concerns: 'any' | 'staged' | 'rotate-keys';
  /** Upstream issues; empty where only documentation says it. */
  readonly issues: readonly string[];
  readonly distributions: readonly Distribution[];
  readonly affected: readonly AffectedRange[];
  /** It matters only above this number of Secrets. */
  readonly secretsLimit?: number;
  /** It matters only where a server has one role and not the other. */
  readonly splitRolesOnly?: boolean;
}
