import type { OutcomeKind } from '../model/outcome.ts';
import { failed, success, type Result } from '../model/result.ts';
import { hasIntentions, isOver } from './journal-view.ts';
import { readJournal } from './journal.ts';
import { clustersWithRuns, journalFile, runIds } from './run-directory.ts';

/** One line of `keyturn runs`. */
export interface RunListing {
  readonly runId: string;
  readonly cluster: string;
  /** ISO 8601; `undefined` where the journal cannot be read. */
  readonly startedAt: string | undefined;
  /** `unfinished`: it did not say that it ended; `unreadable`: its journal is damaged. */
  readonly outcome: OutcomeKind | 'unfinished' | 'unreadable';
  readonly journal: string;
}

/** All runs of all clusters, oldest first in each cluster. */
export function listRuns(stateDirectory: string): readonly RunListing[] {
  return clustersWithRuns(stateDirectory).flatMap((cluster) =>
    runIds(stateDirectory, cluster).map((runId) => listRun(stateDirectory, cluster, runId)),
  );
}

function listRun(stateDirectory: string, cluster: string, runId: string): RunListing {
  const journal = journalFile(stateDirectory, cluster, runId);
  const content = readJournal(journal);
  if (!content.ok) return { runId, cluster, startedAt: undefined, outcome: 'unreadable', journal };
  const last = content.value.lines.at(-1)?.record;
  const outcome = last?.kind === 'run-ended' ? last.outcome : 'unfinished';
  return { runId, cluster, startedAt: content.value.lines[0]?.at, outcome, journal };
}

/** A run that somebody has to go on with. */
export interface UnfinishedRun {
  readonly runId: string;
  readonly journal: string;
  /** It may have changed the cluster. */
  readonly changed: boolean;
}

/**
 * The run that has to be resumed before a new one may begin: the newest one of the cluster, unless it is over.
 * Fails with `journal-corrupt` when it cannot be told.
 */
export function unfinishedRun(stateDirectory: string, cluster: string): Result<UnfinishedRun | undefined> {
  const runId = runIds(stateDirectory, cluster).at(-1);
  if (runId === undefined) return success(undefined);
  const journal = journalFile(stateDirectory, cluster, runId);
  const content = readJournal(journal);
  if (!content.ok) return failed(content.failure);
  const { lines } = content.value;
  return success(isOver(lines) ? undefined : { runId, journal, changed: hasIntentions(lines) });
}
