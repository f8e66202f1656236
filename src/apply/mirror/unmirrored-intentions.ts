import type { StageCommand } from '../../model/encryption.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { JournalLine, JournalRecord } from '../../model/journal.ts';
import type { Plan } from '../../model/plan.ts';
import type { StepId } from '../../model/step.ts';
import { beforeActOf } from '../journal/journal-queries.ts';

/** The states of the transient units of stage commands. A missing command counts as `absent`. */
type Units = Partial<Readonly<Record<StageCommand, 'absent' | 'running' | 'succeeded' | 'failed'>>>;

/**
 * The steps that the run began although a mirror has no intention of them, because the leader did not take its last
 * lines. A unit of the plan on the leader counts as a sent command, whatever became of the command, so that no command
 * is sent a second time. The unit may also be left over from a refused attempt at the same plan, and is then only
 * looked at.
 */
export function unmirroredIntentions(
  lines: readonly JournalLine[],
  { plan, facts, units }: { readonly plan: Plan; readonly facts: ClusterFacts; readonly units: Units },
): readonly StepId[] {
  const sent = Object.entries(units)
    .filter(([, state]) => state !== 'absent')
    .map(([command]): StepId => `command:${command as StageCommand}`);
  const frozen: readonly StepId[] = facts.writesFrozen === true && plan.course.freezeWrites ? ['freeze-writes'] : [];
  return [...frozen, ...sent].filter((step) => beforeActOf(lines, step) === undefined);
}

/** What was seen before the act was lost with the other machine. */
export function intentionsOf(steps: readonly StepId[]): readonly JournalRecord[] {
  return steps.map((step) => ({ kind: 'intended', step, before: { kind: 'none' } }));
}

/** The lines of a journal with the records behind it, for looking alone. */
export function withRecords(lines: readonly JournalLine[], records: readonly JournalRecord[]): readonly JournalLine[] {
  const more = records.map((record, index) => ({ sequence: lines.length + index, at: '', previous: '', record }));
  return [...lines, ...more];
}
