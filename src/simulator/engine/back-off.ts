/** A kubelet's memory of a restarted container (engine.md, "Restart"). The memory ends with the kubelet. */
export interface BackOff {
  readonly delayMs: number;
  readonly lastStartMs: number;
}

const FIRST_MS = 10_000;
const MOST_MS = 300_000;
const FORGOTTEN_MS = 600_000;

/**
 * When an ended container may start again, and the memory afterwards. The first start is immediate, the next follow
 * after ten seconds, twenty, and so on. Ten quiet minutes erase the memory.
 */
export function afterEnd(
  backOff: BackOff | undefined,
  endedAtMs: number,
): { readonly startAtMs: number; readonly backOff: BackOff } {
  if (backOff === undefined || endedAtMs - backOff.lastStartMs > FORGOTTEN_MS)
    return { startAtMs: endedAtMs, backOff: { delayMs: FIRST_MS, lastStartMs: endedAtMs } };
  const startAtMs = endedAtMs + backOff.delayMs;
  return { startAtMs, backOff: { delayMs: Math.min(backOff.delayMs * 2, MOST_MS), lastStartMs: startAtMs } };
}
