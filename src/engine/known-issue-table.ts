import type { Distribution } from '../model/cluster.ts';
import type { KnownIssue } from '../model/known-issue.ts';

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

/** A known issue with the releases that have the issue. */
export interface ListedIssue extends KnownIssue {
  readonly distributions: readonly Distribution[];
  readonly affected: readonly AffectedRange[];
  /** The defect matters only if a server has exactly one of the two roles. */
  readonly splitRolesOnly?: boolean;
}

const BOTH: readonly Distribution[] = ['rke2', 'k3s'];

/**
 * The issues of failures.md 1 and the B-entries of 2.3 with versions, oldest first. A comment marks each limit derived
 * from dates instead of read in a thread. `refuse` means Secrets can be lost, or the run cannot end well.
 */
export const KNOWN_ISSUES: readonly ListedIssue[] = [
  {
    id: 'no-secrets-encrypt',
    verdict: 'refuse',
    concerns: 'any',
    issues: ['rancher/rke2#748', 'k3s-io/k3s#4254'],
    distributions: BOTH,
    affected: [{ fixed: 'v1.21.8' }, { minor: 22, fixed: 'v1.22.5' }],
  },
  {
    id: 'unconfirmed-save-without-etcd',
    verdict: 'warn',
    concerns: 'any',
    issues: ['rancher/rke2#2562'],
    distributions: BOTH,
    affected: [{ minor: 21 }],
    splitRolesOnly: true,
  },
  {
    id: 'status-after-upgrade',
    verdict: 'warn',
    concerns: 'any',
    issues: ['k3s-io/k3s#5139', 'rancher/rke2#2486'],
    distributions: BOTH,
    affected: [{ fixed: 'v1.22.8' }, { minor: 23, fixed: 'v1.23.5' }],
  },
  {
    id: 'stuck-in-reencrypt-active',
    verdict: 'warn',
    concerns: 'staged',
    issues: ['k3s-io/k3s#5489'],
    distributions: BOTH,
    // B2 names v1.23.5 as the last affected version of the minor. v1.21 was released in the same weeks as v1.22.9.
    affected: [{ fixed: 'v1.22.9' }, { minor: 23, fixed: 'v1.23.6' }],
  },
  {
    id: 'activation-after-reencrypt',
    verdict: 'warn',
    concerns: 'any',
    issues: ['rancher/rke2#3004', 'rancher/rke2#897'],
    distributions: ['rke2'],
    affected: [{ minor: 23, from: 'v1.23.6', fixed: 'v1.23.7' }],
  },
  {
    id: 'follower-keeps-stage',
    verdict: 'warn',
    concerns: 'staged',
    issues: ['rancher/rke2#3006'],
    distributions: ['rke2'],
    affected: [{ minor: 23, from: 'v1.23.6', fixed: 'v1.23.7' }],
  },
  {
    id: 'restart-order',
    verdict: 'warn',
    concerns: 'any',
    issues: ['k3s-io/k3s#5442', 'k3s-io/k3s#5225', 'rancher/rke2#2291'],
    distributions: BOTH,
    // The fix dates from June and July 2022. The tags are derived from dates.
    affected: [{ fixed: 'v1.22.12' }, { minor: 23, fixed: 'v1.23.9' }, { minor: 24, fixed: 'v1.24.3' }],
    splitRolesOnly: true,
  },
  {
    id: 'rewrite-stops-at-8500',
    verdict: 'refuse',
    concerns: 'any',
    issues: ['k3s-io/k3s#5933', 'rancher/rke2#3186'],
    distributions: BOTH,
    affected: [{ fixed: 'v1.24.4' }],
    secretsLimit: 8000,
  },
  {
    id: 'rewrite-fails-on-conflict',
    verdict: 'warn',
    concerns: 'any',
    issues: ['k3s-io/k3s#6824', 'rancher/rke2#3801'],
    distributions: BOTH,
    // Backports exist (rancher/rke2#3846 to #3848) without recorded tags, so older minors stay in the range.
    affected: [{ fixed: 'v1.26.1' }],
  },
  {
    id: 'annotation-conflict',
    verdict: 'warn',
    concerns: 'staged',
    issues: ['rancher/rke2#5127'],
    distributions: ['rke2'],
    affected: [{ fixed: 'v1.27.10' }, { minor: 28, fixed: 'v1.28.5' }],
  },
  {
    id: 'no-rotate-keys',
    verdict: 'refuse',
    concerns: 'rotate-keys',
    issues: ['k3s-io/k3s#7760'],
    distributions: BOTH,
    affected: [{ fixed: 'v1.28.0' }],
  },
  {
    id: 'rotate-keys-removed',
    verdict: 'refuse',
    concerns: 'rotate-keys',
    issues: ['k3s-io/k3s#9080', 'rancher/rke2#5152'],
    distributions: BOTH,
    affected: [{ minor: 29, fixed: 'v1.29.2' }],
  },
  {
    id: 'rotate-keys-sees-no-reload',
    verdict: 'refuse',
    concerns: 'rotate-keys',
    issues: ['rancher/rke2#5535', 'rancher/rke2#5831'],
    distributions: ['rke2'],
    affected: [
      { minor: 28, fixed: 'v1.28.9+rke2r1' },
      { minor: 29, from: 'v1.29.2', fixed: 'v1.29.4+rke2r1' },
    ],
  },
  {
    id: 'rotate-keys-early',
    verdict: 'warn',
    concerns: 'rotate-keys',
    issues: [],
    distributions: BOTH,
    affected: [
      { minor: 28 },
      { minor: 29 },
      { minor: 30, fixed: 'v1.30.2', distribution: 'rke2' },
      { minor: 30, fixed: 'v1.30.5', distribution: 'k3s' },
      { minor: 31, fixed: 'v1.31.1', distribution: 'k3s' },
    ],
  },
  {
    id: 'snapshot-race',
    verdict: 'warn',
    concerns: 'any',
    issues: ['rancher/rke2#6226', 'k3s-io/k3s#10371'],
    distributions: BOTH,
    affected: [{ fixed: 'v1.29.6' }, { minor: 30, fixed: 'v1.30.2' }],
  },
  {
    id: 'reencrypt-times-out',
    verdict: 'warn',
    concerns: 'staged',
    issues: ['k3s-io/k3s#11384'],
    distributions: BOTH,
    affected: [{ fixed: 'v1.29.12' }, { minor: 30, fixed: 'v1.30.8' }, { minor: 31, fixed: 'v1.31.4' }],
  },
  {
    id: 'panic-during-startup',
    verdict: 'warn',
    concerns: 'any',
    issues: ['rancher/rke2#8236', 'k3s-io/k3s#12339'],
    distributions: BOTH,
    affected: [
      { minor: 30, from: 'v1.30.12', fixed: 'v1.30.13' },
      { minor: 31, from: 'v1.31.8', fixed: 'v1.31.9' },
      { minor: 32, from: 'v1.32.4-rc1', fixed: 'v1.32.5' },
      { minor: 33, from: 'v1.33.0', fixed: 'v1.33.1' },
    ],
  },
  {
    id: 'reload-wait-too-short',
    verdict: 'refuse',
    concerns: 'rotate-keys',
    issues: ['k3s-io/k3s#12373', 'k3s-io/k3s#12392'],
    distributions: BOTH,
    // First tags with the longer wait worked out from dates.
    affected: [
      { from: 'v1.28.0', fixed: 'v1.30.14' },
      { minor: 31, fixed: 'v1.31.10' },
      { minor: 32, fixed: 'v1.32.6' },
      { minor: 33, fixed: 'v1.33.2' },
    ],
  },
  {
    id: 'restart-hangs',
    verdict: 'refuse',
    concerns: 'any',
    issues: ['rancher/rke2#9785'],
    distributions: ['rke2'],
    // The fix was seen in v1.35.2-rc2. The remaining tags are derived from dates.
    affected: [
      { minor: 32, from: 'v1.32.11+rke2r2', fixed: 'v1.32.13' },
      { minor: 33, from: 'v1.33.7+rke2r2', fixed: 'v1.33.9' },
      { minor: 34, from: 'v1.34.3+rke2r2', fixed: 'v1.34.5' },
      { minor: 35, from: 'v1.35.0+rke2r2', fixed: 'v1.35.2' },
    ],
  },
  {
    id: 'bootstrap-reconcile-loop',
    verdict: 'warn',
    concerns: 'any',
    issues: ['rancher/rke2#11056'],
    distributions: ['rke2'],
    affected: [{ minor: 33, from: 'v1.33.9' }],
  },
  {
    id: 'interrupted-rotate-keys',
    verdict: 'warn',
    concerns: 'rotate-keys',
    issues: ['k3s-io/k3s#13763', 'k3s-io/k3s#13764'],
    distributions: BOTH,
    // The RKE2 tags are derived from build dates, and the K3s tags from the same dates. No v1.32 tag of K3s is
    // recorded.
    affected: [
      { from: 'v1.28.0', fixed: 'v1.32.0' },
      { minor: 32, fixed: 'v1.32.13+rke2r2', distribution: 'rke2' },
      { minor: 32, distribution: 'k3s' },
      { minor: 33, fixed: 'v1.33.10' },
      { minor: 34, fixed: 'v1.34.6' },
      { minor: 35, fixed: 'v1.35.3' },
    ],
  },
];
