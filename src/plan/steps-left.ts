import type { Entry } from '../model/entry.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { Step } from '../model/step.ts';
import { parseStepId } from '../model/step-id.ts';
import { stepsFrom, stepsOfPlan } from './entry-steps.ts';
import { restartRecordOf } from './one-more-restart.ts';

/**
 * The steps of a plan that a run resumed at `entry` would still do, by its journal. Counts and waits are repeated, and a change whose effect
 * the journal has is not.
 */
export function stepsLeft(plan: Plan, entry: Entry, lines: readonly JournalLine[]): readonly Step[] {
  const { course } = plan;
  const securing = plan.entry.at === 'start' ? [] : stepsOfPlan(course, entry);
  const ids = new Set([...securing, ...stepsFrom(course, entry)].map(({ id }) => id));
  return plan.steps.filter((step) => ids.has(step.id) && !(step.mutates && isDone(step, lines)));
}

function isDone({ id }: Step, lines: readonly JournalLine[]): boolean {
  if (parseStepId(id)?.kind === 'restart') return restartRecordOf(lines, id) === 'done';
  const last = lines.findLast(({ record }) => 'step' in record && record.step === id)?.record;
  return last?.kind === 'done' || last?.kind === 'found-done';
}
