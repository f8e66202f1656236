import type { ReportSource } from '../../history/run-report.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { readJournal } from '../journal/journal.ts';
import { isLockHeld } from '../locks/local-lock.ts';
import type { FoundRun } from './find-run.ts';
import { endMarkOf, localLockFile } from './run-directory.ts';
import { isMissing, newestRun } from './runs.ts';
import { storedPlan } from './stored-plan.ts';

/**
 * Reads what a run left on the disk, for a report. Contacts no host and changes nothing. Fails with `run-never-began`
 * for an empty journal, and with `journal-corrupt` where the journal or its plan cannot be read.
 */
export function readRun(stateDirectory: string, { runId, cluster, journal }: FoundRun): Result<ReportSource> {
  // The lock is read before the journal. A run that ends in between must not seem to be unfinished.
  const isHeld = isLockHeld(localLockFile(stateDirectory, cluster));
  if (isMissing(journal)) return failed({ kind: 'run-never-began', runId });
  const content = readJournal(journal);
  if (!content.ok) return content;
  const { lines, head } = content.value;
  if (lines.length === 0) return failed({ kind: 'run-never-began', runId });
  const plan = storedPlan(lines, journal);
  if (!plan.ok) return plan;
  const newest = isHeld ? newestRun(stateDirectory, cluster) : undefined;
  const isRunning = newest?.ok === true && newest.value?.runId === runId;
  return success({
    lines,
    head,
    plan: plan.value,
    file: journal,
    isRunning,
    isGivenUp: !isMissing(endMarkOf(journal)),
  });
}
