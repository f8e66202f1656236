/** Node counts timers in 32 bits. A longer timer ends after one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Limits a wait to the range of a timer, from 0 to 24.8 days. */
export function timerMs(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST_TIMER_MS);
}
