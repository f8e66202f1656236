/** Node counts timers in 32 bits: one that is set for longer ends after one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A wait as a timer can be set for it: never below 0, and at most 24.8 days. */
export function timerMs(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST_TIMER_MS);
}
