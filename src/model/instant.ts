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
 * How long ago it was, ms, by whichever clock says more: the one that nobody sets stands still while the machine sleeps, and a calendar set
 * back makes nothing younger.
 */
export function ageOf(then: Instant, clock: Clock): number {
  return Math.max(clock.now() - then.now, clock.wall() - then.wall);
}
