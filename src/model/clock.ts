/** The only source of time. Tests and the simulator replace it. */
export interface Clock {
  /**
   * Milliseconds since the Unix epoch, read at the start of the process and then counted on by a monotonic clock. Durations, deadlines and the
   * age of files stay right when the operator's machine is set to another time during a run.
   */
  now(): number;
  /**
   * Milliseconds since the Unix epoch by the machine's calendar, which may jump. Use only for times that other machines compare with their own.
   */
  wall(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The first argument of every function that awaits a host, with the deadline and the signal to stop. */
export interface StepContext {
  /** Aborted when the operator stops the run. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Milliseconds since the epoch after which waiting is pointless. The deadline is `undefined` for a single question with its own time-out. */
  readonly deadlineAt?: number;
}

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

/** Node counts timers in 32 bits. A longer timer ends after one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Limits a wait to the range of a timer, from 0 to 24.8 days. */
export function timerMs(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST_TIMER_MS);
}
