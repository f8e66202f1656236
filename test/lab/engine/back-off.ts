/** How long the kubelet lets a container wait that ended again (engine.md, "Restart"). */
export interface BackOff {
  readonly delayMs: number;
  readonly lastStartMs: number;
}

const FIRST_MS = 10_000;
const MOST_MS = 300_000;
const FORGOTTEN_MS = 600_000;

/**
 * Whether a container that ended at `endedAtMs` may start now, and the back-off after that start; `undefined`: not yet. The first
 * time it starts at once; after ten quiet minutes everything is forgotten.
 */
export function startNow(
  backOff: BackOff | undefined,
  times: { readonly endedAtMs: number; readonly nowMs: number },
): BackOff | undefined {
  const { endedAtMs, nowMs } = times;
  if (backOff === undefined || endedAtMs - backOff.lastStartMs > FORGOTTEN_MS)
    return { delayMs: FIRST_MS, lastStartMs: nowMs };
  if (nowMs - endedAtMs < backOff.delayMs) return undefined;
  return { delayMs: Math.min(backOff.delayMs * 2, MOST_MS), lastStartMs: nowMs };
}
