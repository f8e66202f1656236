import type { Emit } from '../model/event.ts';
import { expectedMs, paceAfter, UNMEASURED } from '../model/pace.ts';
import type { Plan } from '../model/plan.ts';
import type { StepId } from '../model/step.ts';

/** Tells listeners where in the plan a run is. */
export interface Progress {
  started(step: StepId): void;
  /** The step that began last; `undefined` before the first. */
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
 * A step that is not in the plan is counted as the last one: repeated looks after a resume have no number of their own. Estimates are the plan's
 * until steps of the kind have been measured: the restarts so far say how long the next one takes.
 */
export function createProgress(plan: Plan, emit: Emit): Progress {
  const position = new Map(plan.steps.map((step, index) => [step.id, { index, estimateMs: step.estimateMs }]));
  let newest: StepId | undefined;
  let pace = UNMEASURED;
  const plannedMs = (step: StepId): number => position.get(step)?.estimateMs ?? 0;
  return {
    newest: () => newest,
    started: (step) => {
      newest = step;
      const at = position.get(step);
      emit({
        type: 'step-started',
        step,
        index: at?.index ?? plan.steps.length - 1,
        total: plan.steps.length,
        estimateMs: Math.round(expectedMs(pace, step, plannedMs(step))),
      });
    },
    finished: (step, result) => {
      if (!result.found) pace = paceAfter(pace, { step, durationMs: result.durationMs, estimateMs: plannedMs(step) });
      emit({ type: 'step-finished', step, ...result });
    },
  };
}
