import type { Distribution } from '../model/cluster.ts';
import type { KnownIssueId } from '../model/known-issue-id.ts';

/** Versions with an issue. Without `minor` every minor is meant. Limits compare as in `compareVersions`. */
export interface AffectedRange {
  /** Minor of v1, as 33 for v1.33. */
  readonly minor?: number;
  /** First affected version. Without `from`, every earlier version is affected. */
  readonly from?: string;
  /** First version with the fix. Without `fixed`, no fixed release is known. */
  readonly fixed?: string;
  /** Where the two distributions differ. */
  readonly distribution?: Distribution;
}

/** A defect of releases that matters for a rotation (failures.md 1 and 2.3). */
export interface KnownIssue {
  readonly id: KnownIssueId;
  readonly verdict: 'warn' | 'refuse';
  /** The affected strategy, or `any` for both. */
  readonly concerns: 'any' | 'staged' | 'rotate-keys';
  /** Upstream issues. The list is empty if only documentation mentions the defect. */
  readonly issues: readonly string[];
  readonly distributions: readonly Distribution[];
  readonly affected: readonly AffectedRange[];
  /** The defect matters only above this number of Secrets. */
  readonly secretsLimit?: number;
  /** The defect matters only if a server has exactly one of the two roles. */
  readonly splitRolesOnly?: boolean;
}
