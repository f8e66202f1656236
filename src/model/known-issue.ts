/**
 * A defect of a release that affects rotations (failures.md 1). The caller hands in the engine's table, so that planning stays a function of the
 * inputs.
 */
export interface KnownIssue {
  readonly id: KnownIssueId;
  readonly verdict: 'warn' | 'refuse';
  /** The affected strategy, or `any` for both. */
  readonly concerns: 'any' | 'staged' | 'rotate-keys';
  /** Upstream issues, for example `k3s-io/k3s#13763`. The list is empty if only documentation mentions the defect. */
  readonly issues: readonly string[];
  /** The defect matters only above this number of Secrets. */
  readonly secretsLimit?: number;
}

/** The known defects of one version, for example `v1.36.3+rke2r1`. */
export type KnownIssuesFor = (version: string) => readonly KnownIssue[];

/** Stable names of release defects that affect rotations (failures.md 1 and 2.3). */
export type KnownIssueId =
  | 'no-secrets-encrypt'
  | 'unconfirmed-save-without-etcd'
  | 'status-after-upgrade'
  | 'stuck-in-reencrypt-active'
  | 'activation-after-reencrypt'
  | 'follower-keeps-stage'
  | 'restart-order'
  | 'rewrite-stops-at-8500'
  | 'rewrite-fails-on-conflict'
  | 'annotation-conflict'
  | 'no-rotate-keys'
  | 'rotate-keys-removed'
  | 'rotate-keys-sees-no-reload'
  | 'rotate-keys-early'
  | 'snapshot-race'
  | 'reencrypt-times-out'
  | 'panic-during-startup'
  | 'reload-wait-too-short'
  | 'restart-hangs'
  | 'bootstrap-reconcile-loop'
  | 'interrupted-rotate-keys'
  | 'version-unreadable';
