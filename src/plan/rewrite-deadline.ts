/** The apiserver's own reload comes first in `rotate-keys` (120 s); the slowest rate the documentation names is 5 Secrets a second. */
const RELOAD_ALLOWANCE_MS = 120_000;
const SLOWEST_SECRETS_PER_SECOND = 5;
const MARGIN_MS = 60_000;
const PATIENCE_MS = RELOAD_ALLOWANCE_MS + MARGIN_MS;

/** What a rewrite's deadline is computed from; times are of one clock, ms. */
export interface RewriteCourse {
  readonly startedAt: number;
  /** Secrets in etcd when it began. */
  readonly total: number;
  /** When its count of rewritten Secrets last grew; `undefined`: it has told none yet. */
  readonly movedAt: number | undefined;
}

/**
 * When a rewrite that has not ended is overdue, on the clock of its times, ms. One that tells its progress does so every 50 Secrets: while it
 * moves on it is never overdue, however slow the server is, and when it has stopped nobody waits for hours. One that tells nothing has the
 * slowest rate for all its Secrets (failures.md 7.3).
 */
export function rewriteOverdueAt({ startedAt, total, movedAt }: RewriteCourse): number {
  if (movedAt !== undefined) return movedAt + PATIENCE_MS;
  return startedAt + PATIENCE_MS + (total / SLOWEST_SECRETS_PER_SECOND) * 1_000;
}
