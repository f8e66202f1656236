/** What a kubelet remembers of a container that it started again (engine.md, "Restart"). It forgets with its own end. */
export interface BackOff {
  readonly delayMs: number;
  readonly lastStartMs: number;
}

const FIRST_MS = 10_000;
const MOST_MS = 300_000;
const FORGOTTEN_MS = 600_000;

/**
 * When a container that ended may start again, and what is remembered after that: at once the first time, then after ten seconds,
 * twenty, and so on; ten quiet minutes are forgiven everything.
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
