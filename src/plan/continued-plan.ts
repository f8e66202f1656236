import type { Timing } from '../model/cluster.ts';
import type { Plan } from '../model/plan.ts';
import { stepsOfPlan } from './entry-steps.ts';
import { hasStepsOfCourse } from './parse-plan.ts';
import { stepsOf, type CommandsFor } from './steps.ts';

/**
 * The plan of a resumed run, with the steps of today's charts, because an earlier release may have planned other steps. The course, the id and
 * all bound facts stay.
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
