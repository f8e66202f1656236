import type { Timing } from '../model/cluster.ts';
import type { Plan } from '../model/plan.ts';
import { stepsOfPlan } from './entry-steps.ts';
import { hasStepsOfCourse } from './parse-plan.ts';
import { stepsOf, type CommandsFor } from './steps.ts';

/**
 * The plan of a run that is taken up, with the steps that today's charts go through: an earlier release may have planned others. Course, id
 * and all that it is bound to stay.
 */
export function continuedPlan(
  plan: Plan,
  { commandsFor, timing }: { readonly commandsFor: CommandsFor; readonly timing: Timing },
): Plan {
  if (hasStepsOfCourse(plan)) return plan;
  const { course, entry, id: planId, estimate } = plan;
  const options = { planId, commandsFor, estimate: { secrets: estimate.secrets, timing } };
  return { ...plan, steps: stepsOf(course, stepsOfPlan(course, entry), options) };
}
