import type { Clock } from './clock.ts';

/** A moment by both clocks. */
export interface Moment {
  readonly now: number;
  readonly wall: number;
}

export function momentOf(clock: Clock): Moment {
  return { now: clock.now(), wall: clock.wall() };
}

/**
 * How long ago it was, ms, by whichever clock says more: the one that nobody sets stands still while the machine sleeps, and a calendar set
 * back makes nothing younger.
 */
export function ageOf(then: Moment, clock: Clock): number {
  return Math.max(clock.now() - then.now, clock.wall() - then.wall);
}
