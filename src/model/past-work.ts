import type { StepId } from './step.ts';
import type { Count, Milliseconds } from './units.ts';

/** A step that an earlier process of a run finished, and how long the step took. */
export interface PastStep {
  readonly step: StepId;
  readonly durationMs: Milliseconds;
}

/** What the earlier processes of a resumed run did, by the journal. */
export interface PastWork {
  /** Working time of the processes together, without the time between two processes. */
  readonly workedMs: Milliseconds;
  /** Finished steps, in the order of their ends. */
  readonly steps: readonly PastStep[];
  /** Requested restarts of each server. */
  readonly restarts: Readonly<Record<string, Count>>;
  /** When writes of Secrets were refused, ISO 8601. Absent where writes are not refused. */
  readonly refusedSince?: string;
}
