/** How many Secrets were rewritten at a moment, ms of one clock. */
export interface RewriteMark {
  readonly rewritten: number;
  readonly at: number;
}

/** Less time says nothing of a rate. */
const LEAST_MS = 1_000;

/** How fast a rewrite was from one mark to a later one, and how long the rest takes at that pace; `undefined` where they do not say. */
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
