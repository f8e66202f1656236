import { statSync } from 'node:fs';

import { runSummary } from '../../history/run-summary.ts';
import type { JournalLine } from '../../model/journal.ts';
import { success, type Result } from '../../model/result.ts';
import type { RunListing } from '../../model/run-listing.ts';
import { parseStoredPlan } from '../../plan/parse-plan.ts';
import { hasIntentions, isOver, planOf } from '../journal/journal-queries.ts';
import { readJournal } from '../journal/journal.ts';
import { isLockHeld } from '../locks/local-lock.ts';
import { clustersWithRuns, endMarkOf, journalFile, localLockFile, runIds } from './run-directory.ts';

/** All runs of all clusters, oldest first in each cluster. Fails with `runs-unreadable`. */
export function listRuns(stateDirectory: string): Result<readonly RunListing[]> {
  const clusters = clustersWithRuns(stateDirectory);
  if (!clusters.ok) return clusters;
  const listings: RunListing[] = [];
  for (const cluster of clusters.value) {
    const ids = runIds(stateDirectory, cluster);
    if (!ids.ok) return ids;
    // The lock is read before the journals. A run that ends in between must not seem to wait for the operator.
    const isHeld = isLockHeld(localLockFile(stateDirectory, cluster));
    const runs = ids.value.map((runId) => listRun(stateDirectory, cluster, runId));
    listings.push(...(isHeld ? withRunning(runs) : runs));
  }
  return success(listings);
}

/** The lock belongs to the cluster, not to a run. Only the newest run that began can be at work. */
function withRunning(runs: readonly RunListing[]): readonly RunListing[] {
  const newest = runs.findLast(({ outcome }) => outcome !== 'never-began');
  return runs.map((run) => (run === newest ? atWork(run) : run));
}

function atWork(run: RunListing): RunListing {
  return run.outcome === 'unfinished' ? { ...run, outcome: 'running' } : run;
}

/** The newest run of a cluster that began, whose journal alone is read. Fails with `runs-unreadable`. */
export function lastRun(stateDirectory: string, cluster: string): Result<RunListing | undefined> {
  const ids = runIds(stateDirectory, cluster);
  if (!ids.ok) return ids;
  // As in `listRuns`, before the journal.
  const isHeld = isLockHeld(localLockFile(stateDirectory, cluster));
  for (const runId of ids.value.toReversed()) {
    const run = listRun(stateDirectory, cluster, runId);
    if (run.outcome !== 'never-began') return success(isHeld ? atWork(run) : run);
  }
  return success(undefined);
}

function listRun(stateDirectory: string, cluster: string, runId: string): RunListing {
  const journal = journalFile(stateDirectory, cluster, runId);
  const unknown = { runId, cluster, startedAt: undefined, journal };
  if (isMissing(journal)) return { ...unknown, outcome: 'never-began' };
  const content = readJournal(journal);
  const isGivenUp = !isMissing(endMarkOf(journal));
  if (!content.ok) return { ...unknown, outcome: isGivenUp ? 'given-up' : 'unreadable' };
  const { lines } = content.value;
  if (lines.length === 0) return { ...unknown, outcome: isGivenUp ? 'given-up' : 'never-began' };
  const last = lines.at(-1)?.record;
  const ended = last?.kind === 'run-ended' ? last.outcome : 'unfinished';
  const outcome = isGivenUp ? 'given-up' : ended;
  const plan = parseStoredPlan(planOf(lines), journal);
  const summary = plan.ok ? { summary: runSummary({ lines, plan: plan.value, file: journal }) } : {};
  return { runId, cluster, startedAt: lines[0]?.at, outcome, journal, ...summary };
}

/**
 * A run's directory is made before its journal, so a crash in between leaves an empty directory. Only a file that
 * certainly does not exist is missing.
 */
export function isMissing(journal: string): boolean {
  try {
    return statSync(journal, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** A run that an operator must resume or give up. */
export interface UnfinishedRun {
  readonly runId: string;
  readonly journal: string;
  readonly lines: readonly JournalLine[];
  /** The run may have changed the cluster. */
  readonly changed: boolean;
}

/**
 * The run that must be resumed before a new run may begin, namely the newest run of the cluster that began at all,
 * unless over or given up. Fails with `journal-corrupt` or `runs-unreadable` when the files leave the question open.
 */
export function unfinishedRun(stateDirectory: string, cluster: string): Result<UnfinishedRun | undefined> {
  const newest = newestRun(stateDirectory, cluster);
  if (!newest.ok || newest.value === undefined) return newest.ok ? success(undefined) : newest;
  const { runId, journal, content } = newest.value;
  if (!content.ok) return content;
  const { lines } = content.value;
  return success({ runId, journal, lines, changed: hasIntentions(lines) });
}

interface NewestRun {
  readonly runId: string;
  readonly journal: string;
  readonly content: ReturnType<typeof readJournal>;
}

/**
 * The newest run of a cluster that began and is neither over nor given up, even with a damaged journal. Fails with
 * `runs-unreadable`.
 */
export function newestRun(stateDirectory: string, cluster: string): Result<NewestRun | undefined> {
  const ids = runIds(stateDirectory, cluster);
  if (!ids.ok) return ids;
  for (const runId of ids.value.toReversed()) {
    const journal = journalFile(stateDirectory, cluster, runId);
    if (isMissing(journal)) continue;
    if (!isMissing(endMarkOf(journal))) return success(undefined);
    const content = readJournal(journal);
    if (!content.ok) return success({ runId, journal, content });
    if (content.value.lines.length === 0) continue;
    return success(isOver(content.value.lines) ? undefined : { runId, journal, content });
  }
  return success(undefined);
}

/** Id of the newest run of a cluster that began, whatever became of it. Fails with `runs-unreadable`. */
export function newestBegunRun(stateDirectory: string, cluster: string): Result<string | undefined> {
  const ids = runIds(stateDirectory, cluster);
  if (!ids.ok) return ids;
  return success(ids.value.findLast((runId) => listRun(stateDirectory, cluster, runId).outcome !== 'never-began'));
}

/** Names of the clusters whose newest run is unfinished. Fails with `runs-unreadable`. */
export function clustersWithUnfinishedRuns(stateDirectory: string): Result<readonly string[]> {
  const clusters = clustersWithRuns(stateDirectory);
  if (!clusters.ok) return clusters;
  const waiting: string[] = [];
  for (const cluster of clusters.value) {
    const newest = newestRun(stateDirectory, cluster);
    if (!newest.ok) return newest;
    if (newest.value !== undefined) waiting.push(cluster);
  }
  return success(waiting);
}
