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
