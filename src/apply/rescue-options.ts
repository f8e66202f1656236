import type { PlannedRescue } from './plan-rescue.ts';
import type { Consent, RunOptions } from './rotate-options.ts';

/** All inputs of a rescue. */
export interface RescueOptions extends RunOptions {
  /** Put the files back that an unfinished rescue found, and end it. */
  readonly undo: boolean;
  /** Shows the plan, and asks for the name of the cluster. */
  readonly confirm: (planned: PlannedRescue) => Promise<Consent>;
}
