import type { KnownIssueId } from '../model/known-issue-id.ts';

/**
 * A defect of a release that affects rotations (failures.md 1). The caller hands in the engine's table, so that planning stays a function of the
 * inputs.
 */
export interface KnownIssue {
  readonly id: KnownIssueId;
  readonly verdict: 'warn' | 'refuse';
  /** The affected strategy, or `any` for both. */
  readonly concerns: 'any' | 'staged' | 'rotate-keys';
  /** Upstream issues, for example `k3s-io/k3s#13763`. */
  readonly issues: readonly string[];
  /** The defect matters only above this number of Secrets. */
  readonly secretsLimit?: number;
}

/** The known defects of one version, for example `v1.36.3+rke2r1`. */
export type KnownIssuesFor = (version: string) => readonly KnownIssue[];
