/** Number of rewritten Secrets at an instant, in ms of one clock. */
export interface RewriteMark {
  readonly rewritten: number;
  readonly at: number;
}

/** Shortest time that gives a meaningful rate. */
const LEAST_MS = 1_000;

/** Pace of a rewrite between two marks, and the remaining time at the same pace. `undefined` means that the marks give no pace. */
export function rewritePace(
  from: RewriteMark,
  to: RewriteMark,
  total: number,
): { readonly perSecond: number; readonly leftMs: number } | undefined {
  const tookMs = to.at - from.at;
  const done = to.rewritten - from.rewritten;
  if (tookMs < LEAST_MS || done <= 0) return undefined;
  const perSecond = done / (tookMs / 1_000);
  return { perSecond, leftMs: (Math.max(0, total - to.rewritten) / perSecond) * 1_000 };
}
