import type { JournalLine } from '../../model/journal.ts';
import type { Plan } from '../../model/plan.ts';
import { failed, type Result } from '../../model/result.ts';
import { parseStoredPlan } from '../../plan/parse-plan.ts';
import { planOf } from '../journal/journal-queries.ts';

/**
 * The plan in a journal. Fails with `journal-corrupt` where the plan cannot be read, because `plan-unreadable` advises a
 * new plan, and a new plan is no help for a run that has begun.
 */
export function storedPlan(lines: readonly JournalLine[], journal: string): Result<Plan> {
  const parsed = parseStoredPlan(planOf(lines), journal);
  if (parsed.ok || parsed.failure.kind !== 'plan-unreadable') return parsed;
  return failed({ kind: 'journal-corrupt', file: journal, line: 1, reason: parsed.failure.reason });
}
