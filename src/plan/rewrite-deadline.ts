import type { RewriteWatch } from './rewrite-watch.ts';

/** Allowance for the apiserver's own reload, which comes first in `rotate-keys` and may take 120 s. */
const RELOAD_ALLOWANCE_MS = 120_000;
const MARGIN_MS = 60_000;
const PATIENCE_MS = RELOAD_ALLOWANCE_MS + MARGIN_MS;

/**
 * The time at which an unfinished rewrite is overdue, in ms on the clock of the given times. A rewrite that makes progress is never overdue,
 * however slow the server is. Without progress in the journal or in a count for three minutes the wait ends, so that the run does not hang for
 * hours (failures.md 7.3). If counting takes long, the deadline allows two counts.
 */
export function rewriteOverdueAt({
  startedAt,
  movedAt,
  tried,
}: Pick<RewriteWatch, 'startedAt' | 'movedAt' | 'tried'>): number {
  return (movedAt ?? startedAt) + PATIENCE_MS + 3 * (tried?.tookMs ?? 0);
}
