import type { RewriteWatch } from './rewrite-watch.ts';

/** The apiserver's own reload comes first in `rotate-keys`, and may take 120 s. */
const RELOAD_ALLOWANCE_MS = 120_000;
const MARGIN_MS = 60_000;
const PATIENCE_MS = RELOAD_ALLOWANCE_MS + MARGIN_MS;

/**
 * When a rewrite that has not ended is overdue, on the clock of its times, ms. While it moves on it never is, however slow the server is; when
 * nothing has shown that for three minutes, neither the journal nor a count, nobody waits for hours (failures.md 7.3). Where counting itself
 * takes long, two counts have time.
 */
export function rewriteOverdueAt({
  startedAt,
  movedAt,
  tried,
}: Pick<RewriteWatch, 'startedAt' | 'movedAt' | 'tried'>): number {
  return (movedAt ?? startedAt) + PATIENCE_MS + 3 * (tried?.tookMs ?? 0);
}
