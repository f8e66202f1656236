import * as z from 'zod';

import { todaysStepName } from '../model/step-id.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { StepId } from '../model/step.ts';
import type { ApiserverReload } from '../model/strategy.ts';
import { stepsOfPlan } from './entry-steps.ts';
import { planDigestOf, planIdOf, type Bound } from './plan-id.ts';
import { earlierPlanSchema, planSchema, savedPlanSchema } from './plan-schema.ts';
import type { Timing } from '../model/cluster.ts';
import { stepsOf, type CommandsFor } from './steps.ts';

/**
 * Reads a saved plan, unchanged since its writing, or refuses the plan with `plan-unreadable`. The reader computes id and digest again, compares
 * the leader with the course, and compares the steps with the course from the entry on. `file` is for the failure only. Whoever edits the file
 * can compute a new digest, so compare the plan with one of today by `driftBetweenPlans` before sending a command.
 */
export function parsePlan(text: string, file: string): Result<Plan> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable(file, 'not JSON');
  }
  const parsed = savedPlanSchema.safeParse(json);
  if (!parsed.success) return unreadable(file, z.prettifyError(parsed.error));
  const { sha256, ...written } = parsed.data;
  const plan = planFrom(written);
  const checked = withOwnId(plan, plan, file);
  if (hasLeaderOfCourse(plan) && !hasStepsOfCourse(plan)) return unreadable(file, 'steps differ from course');
  return checked.ok && planDigestOf(plan) !== sha256 ? unreadable(file, 'changed after it was saved') : checked;
}

/**
 * Reads the plan in a journal, possibly written by an earlier release with an older form of course and with other steps. The id covers the
 * written form and stays, because the id names the run's transient units. The journal's own chain of hashes covers the rest. Fails with
 * `plan-unreadable`.
 */
export function parseStoredPlan(stored: unknown, file: string): Result<Plan> {
  const { data: written } = namedSteps.safeParse(stored);
  // What is no plan stays unchanged, for the schema to refuse.
  const named = written === undefined ? stored : withTodaysStepNames(written);
  const earlier = earlierPlanSchema.safeParse(named);
  if (earlier.success) {
    const { restartContainers, ...course } = earlier.data.course;
    const apiserverReload = reloadBefore(restartContainers, earlier.data.distribution);
    return withOwnId(
      planFrom({ ...earlier.data, course: { ...course, apiserverReload, datastore: 'etcd' } }),
      asWritten(earlier.data, written),
      file,
    );
  }
  const parsed = planSchema.safeParse(named);
  if (!parsed.success) return unreadable(file, z.prettifyError(parsed.error));
  const plan = planFrom(parsed.data);
  return withOwnId(plan, asWritten(plan, written), file);
}

const namedSteps = z.looseObject({ steps: z.array(z.looseObject({ id: z.string() })) });

type NamedSteps = z.infer<typeof namedSteps>;

/** A plan whose steps have today's names. */
function withTodaysStepNames(written: NamedSteps): NamedSteps {
  return { ...written, steps: written.steps.map((step) => ({ ...step, id: todaysStepName(step.id) })) };
}

/** The plan with the names as stored, because the id covers these. */
function asWritten(plan: Bound, written: NamedSteps | undefined): Bound {
  // The id covers any text as a name.
  const steps = plan.steps.map((step, index) => ({ ...step, id: (written?.steps[index]?.id ?? step.id) as StepId }));
  return { ...plan, steps };
}

/** Whether the plan's steps are the steps of today's charts. */
function hasStepsOfCourse({ course, entry, steps }: Plan): boolean {
  const expected = stepsOfPlan(course, entry).map(({ id }) => id);
  return expected.join('\n') === steps.map(({ id }) => id).join('\n');
}

/** Restores `undefined`, which JSON lacks. A check of the whole cluster has no server, and most plans have no named backup. */
function planFrom({ rescue, ...data }: z.infer<typeof planSchema>): Plan {
  return {
    ...data,
    ...(rescue === undefined ? {} : { rescue }),
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

/** Checks the id. `written` is the plan in its stored form, whose bytes the id covers. */
function withOwnId(plan: Plan, written: Bound, file: string): Result<Plan> {
  if (!hasLeaderOfCourse(plan)) return unreadable(file, 'leader differs from course');
  const id = planIdOf(written);
  return id === plan.id ? success(plan) : unreadable(file, `id=${plan.id} computed=${id}`);
}

function unreadable(file: string, reason: string): Result<never> {
  return failed({ kind: 'plan-unreadable', file, reason });
}

/** The text of a plan file. Equal plans give equal bytes. */
export function planText(plan: Plan): string {
  return `${JSON.stringify({ ...plan, sha256: planDigestOf(plan) }, undefined, 2)}\n`;
}

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
