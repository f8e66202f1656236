import type { KnownIssueId } from '../model/known-issue-id.ts';

/**
 * A defect of a release that a rotation must know of (failures.md 1). The engine's table is handed in by the caller,
 * so that planning stays a function of its inputs.
 */
export interface KnownIssue {
  readonly id: KnownIssueId;
  readonly verdict: 'warn' | 'refuse';
  /** The strategy that meets it; `any`: both. */
  readonly concerns: 'any' | 'staged' | 'rotate-keys';
  /** Upstream issues, for example `k3s-io/k3s#13763`. */
  readonly issues: readonly string[];
  /** It matters only above this number of Secrets. */
  readonly secretsLimit?: number;
}

/** What is known of one version, for example `v1.36.3+rke2r1`. */
export type KnownIssuesFor = (version: string) => readonly KnownIssue[];
