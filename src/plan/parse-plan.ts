import * as z from 'zod';

import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { ApiserverReload } from '../model/strategy.ts';
import { stepsOfPlan } from './entry-steps.ts';
import { planIdOf, type Bound } from './plan-id.ts';
import { earlierPlanSchema, planSchema } from './plan-schema.ts';

/**
 * Reads a saved plan. It is the plan that was written, or it is refused with `plan-unreadable`: the id is computed again, the
 * leader is the course's, and the steps are those of the course from its entry on. `file` is for the failure only.
 * The command lines are not covered by the id: compare them with `driftBetweenPlans` before anything is sent.
 */
export function parsePlan(text: string, file: string): Result<Plan> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable(file, 'not JSON');
  }
  const parsed = planSchema.safeParse(json);
  if (!parsed.success) return unreadable(file, z.prettifyError(parsed.error));
  const plan = planFrom(parsed.data);
  const checked = withOwnId(plan, plan, file);
  return hasLeaderOfCourse(plan) && !hasStepsOfCourse(plan) ? unreadable(file, 'steps differ from course') : checked;
}

/**
 * Reads the plan that a journal carries, which an earlier release may have written: its course may lack a word of today's, and its steps may be
 * others than today's. The id covers what was written, and stays: it names the transient units of the run. The journal's own chain of
 * hashes covers the rest. Fails with `plan-unreadable`.
 */
export function parseStoredPlan(stored: unknown, file: string): Result<Plan> {
  const earlier = earlierPlanSchema.safeParse(stored);
  if (earlier.success) {
    const { restartContainers, ...course } = earlier.data.course;
    const apiserverReload = reloadBefore(restartContainers, earlier.data.distribution);
    return withOwnId(
      planFrom({ ...earlier.data, course: { ...course, apiserverReload, datastore: 'etcd' } }),
      earlier.data,
      file,
    );
  }
  const parsed = planSchema.safeParse(stored);
  if (!parsed.success) return unreadable(file, z.prettifyError(parsed.error));
  const plan = planFrom(parsed.data);
  return withOwnId(plan, plan, file);
}

/** Whether the steps are those that today's charts go through. */
export function hasStepsOfCourse({ course, entry, steps }: Plan): boolean {
  const expected = stepsOfPlan(course, entry).map(({ id }) => id);
  return expected.join('\n') === steps.map(({ id }) => id).join('\n');
}

/** JSON has no `undefined`: a check of the whole cluster has no server, and most plans no named backup. */
function planFrom(data: z.infer<typeof planSchema>): Plan {
  return {
    ...data,
    backupReference: data.backupReference,
    checks: data.checks.map((check) => ({ ...check, server: check.server })),
  };
}

function reloadBefore(restartContainers: boolean, distribution: Plan['distribution']): ApiserverReload {
  if (restartContainers) return 'restart-container';
  return distribution === 'k3s' ? 'at-restart' : 'wait';
}

function hasLeaderOfCourse({ course, leader }: Plan): boolean {
  const leaders = course.order.filter(({ part }) => part === 'leader').map(({ name }) => name);
  return leaders.length === 1 && leaders[0] === leader;
}

/** `written`: the plan as it lies there, whose bytes the id covers. */
function withOwnId(plan: Plan, written: Bound, file: string): Result<Plan> {
  if (!hasLeaderOfCourse(plan)) return unreadable(file, 'leader differs from course');
  const id = planIdOf(written);
  return id === plan.id ? success(plan) : unreadable(file, `id=${plan.id} computed=${id}`);
}

function unreadable(file: string, reason: string): Result<never> {
  return failed({ kind: 'plan-unreadable', file, reason });
}

/** The text of a plan file: the same plan gives the same bytes. */
export function planText(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}
