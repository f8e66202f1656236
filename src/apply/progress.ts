import type { Emit } from '../model/event.ts';
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

/** A step that is not in the plan is counted as the last one: repeated looks after a resume have no number of their own. */
export function createProgress(plan: Plan, emit: Emit): Progress {
  const position = new Map(plan.steps.map((step, index) => [step.id, { index, estimateMs: step.estimateMs }]));
  let newest: StepId | undefined;
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
        estimateMs: at?.estimateMs ?? 0,
      });
    },
    finished: (step, result) => emit({ type: 'step-finished', step, ...result }),
  };
}
