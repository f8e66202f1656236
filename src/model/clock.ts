/** The only source of time. Tests and the simulator replace it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. It never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What everything that awaits a host gets first: when to give up, and what the time is. */
export interface StepContext {
  /** Aborted when the operator stops the run. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Milliseconds since the epoch after which waiting is pointless; `undefined` for a single question with its own time-out. */
  readonly deadlineAt?: number;
}
