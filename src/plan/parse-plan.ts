import * as z from 'zod';

import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { stepsOfPlan } from './entry-steps.ts';
import { planIdOf } from './plan-id.ts';
import { planSchema } from './plan-schema.ts';

/**
 * Reads a saved plan. It is the plan that was written, or it is refused with `plan-unreadable`: the id is computed again, the
 * leader is the course's, and the steps are those of the course from its entry on. `file` is for the failure only.
 * The command lines are not covered by the id: compare them with `driftBetweenPlans` before anything is sent.
 */
export function parsePlan(text: string, file: string): Result<Plan> {
  const unreadable = (reason: string): Result<Plan> => failed({ kind: 'plan-unreadable', file, reason });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable('not JSON');
  }
  const parsed = planSchema.safeParse(json);
  if (!parsed.success) return unreadable(z.prettifyError(parsed.error));
  const { data } = parsed;
  const plan: Plan = { ...data, checks: data.checks.map((check) => ({ ...check, server: check.server })) };
  const leaders = plan.course.order.filter(({ part }) => part === 'leader').map(({ name }) => name);
  if (leaders.length !== 1 || leaders[0] !== plan.leader) return unreadable('leader differs from course');
  const expected = stepsOfPlan(plan.course, plan.entry).map(({ id }) => id);
  if (expected.join('\n') !== plan.steps.map(({ id }) => id).join('\n')) return unreadable('steps differ from course');
  const id = planIdOf(plan);
  return id === plan.id ? success(plan) : unreadable(`id=${plan.id} computed=${id}`);
}

/** The text of a plan file: the same plan gives the same bytes. */
export function planText(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}
