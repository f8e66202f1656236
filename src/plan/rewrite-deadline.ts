/** The apiserver's own reload comes first in `rotate-keys` (120 s); the slowest rate the documentation names is 5 Secrets a second. */
const RELOAD_ALLOWANCE_MS = 120_000;
const SLOWEST_SECRETS_PER_SECOND = 5;
const MARGIN_MS = 60_000;

/** What a rewrite's deadline is computed from; times are of one clock, ms. */
export interface RewriteCourse {
  readonly startedAt: number;
  /** Secrets in etcd when it began. */
  readonly total: number;
  /** When its count of rewritten Secrets last grew; `undefined`: it has told none yet. */
  readonly movedAt: number | undefined;
}

/**
 * When a rewrite that has not ended is overdue, on the clock of its times, ms: after the slowest rate for all Secrets (failures.md 7.3), but
 * never while it still moves on, however slow the server is.
 */
export function rewriteOverdueAt({ startedAt, total, movedAt }: RewriteCourse): number {
  const patience = RELOAD_ALLOWANCE_MS + MARGIN_MS;
  const atSlowestRate = startedAt + patience + (total / SLOWEST_SECRETS_PER_SECOND) * 1_000;
  return Math.max(atSlowestRate, (movedAt ?? startedAt) + patience);
}
