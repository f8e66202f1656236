import type { Clock } from '../../model/clock.ts';
import type { Emit } from '../../model/event.ts';
import { expectedMs, paceAfter, UNMEASURED } from '../../model/pace.ts';
import type { Plan } from '../../model/plan.ts';
import type { StepId } from '../../model/step.ts';

/** Reports the place of a run in its plan to listeners. */
export interface Progress {
  /** Returns when the step began, ms. A step with a wait before the act begins with the wait, and is reported once. */
  started(step: StepId): number;
  /** The step that began last. `undefined` before the first step. */
  newest(): StepId | undefined;
  finished(
    step: StepId,
    result: {
      readonly durationMs: number;
      readonly found: boolean;
      readonly evidence: Readonly<Record<string, string | number>>;
    },
  ): void;
}

/**
 * A step outside the plan has the number of the step before, because repeated work before another engine request comes
 * in the middle of a run. Repeated looks at the beginning of a resumed run have no step before and count as the last
 * step. Estimates are the plan's until steps of the kind have been measured. Earlier restarts then predict the next.
 */
export function createProgress(plan: Plan, emit: Emit, clock: Pick<Clock, 'now'>): Progress {
  const position = new Map(plan.steps.map((step, index) => [step.id, { index, estimateMs: step.estimateMs }]));
  let newest: StepId | undefined;
  let open: { readonly step: StepId; readonly startedAt: number } | undefined;
  let index = plan.steps.length - 1;
  let pace = UNMEASURED;
  const plannedMs = (step: StepId): number => position.get(step)?.estimateMs ?? 0;
  return {
    newest: () => newest,
    started: (step) => {
      if (open?.step === step) return open.startedAt;
      open = { step, startedAt: clock.now() };
      newest = step;
      index = position.get(step)?.index ?? index;
      emit({
        type: 'step-started',
        step,
        index,
        total: plan.steps.length,
        estimateMs: Math.round(expectedMs(pace, step, plannedMs(step))),
      });
      return open.startedAt;
    },
    finished: (step, result) => {
      if (open?.step === step) open = undefined;
      if (!result.found) pace = paceAfter(pace, { step, durationMs: result.durationMs, estimateMs: plannedMs(step) });
      emit({ type: 'step-finished', step, ...result });
    },
  };
}
