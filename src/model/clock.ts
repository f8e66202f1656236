/** The only source of time. Tests and the simulator replace it. */
export interface Clock {
  /**
   * Milliseconds since the Unix epoch as of the start of the process, counted on by a clock that nobody sets: durations, deadlines and
   * the age of files stay right when the operator's machine is set to another time half-way.
   */
  now(): number;
  /** Milliseconds since the Unix epoch by the machine's calendar, which may jump: only for what other machines compare with theirs. */
  wall(): number;
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
