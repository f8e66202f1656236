import type { Clock } from './clock.ts';

/** An instant by both clocks. */
export interface Instant {
  readonly now: number;
  readonly wall: number;
}

export function instantOf(clock: Clock): Instant {
  return { now: clock.now(), wall: clock.wall() };
}

/**
 * Age of an instant, ms, by the clock that shows more time. The monotonic clock stands still while the machine sleeps, and a calendar set back
 * makes nothing younger.
 */
export function ageOf(then: Instant, clock: Clock): number {
  return Math.max(clock.now() - then.now, clock.wall() - then.wall);
}
