import type { WritesLeftFrozenEvent } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { RunSummary } from '../model/run-summary.ts';
import type { StepId } from '../model/step.ts';
import type { Code, Milliseconds } from '../model/units.ts';
import type { FailureText } from './failures/types.ts';

/** The progress of a step. */
export interface StepResult {
  readonly step: StepId;
  readonly durationMs?: Milliseconds;
  /** The effect of the step existed before the step. */
  readonly found?: boolean;
  readonly evidence?: Readonly<Record<string, string | number>>;
  readonly failure?: Failure;
}

/** One rotation as one document, the whole output of `--output json`. Times are ISO 8601, UTC. */
export interface ResultDocument {
  readonly schema: 'keyturn.result/1';
  readonly startedAt: string;
  readonly endedAt: string;
  /** `undefined` if the command ended before the inventory was read. */
  readonly cluster: string | undefined;
  /** `undefined` if no run began. */
  readonly runId: string | undefined;
  readonly plan: Plan | undefined;
  readonly steps: readonly StepResult[];
  readonly outcome: Outcome;
  /** Present if the run stopped and writes of Secrets stay refused. */
  readonly writesLeftFrozen: Pick<WritesLeftFrozenEvent, 'reason' | 'server' | 'lines'> | undefined;
  readonly exitCode: Code;
  /** The failure in the words of the terminal. */
  readonly error: FailureText | undefined;
  readonly summary: RunSummary | undefined;
}
