import { failed, success, type Result } from '../../model/result.ts';
import { clustersWithRuns, journalFile, runIds } from './run-directory.ts';
import { isMissing } from './runs.ts';

/** A run on the disk. */
export interface FoundRun {
  readonly runId: string;
  readonly cluster: string;
  readonly journal: string;
}

/** The word for the newest run that began. */
const LAST = 'last';
/** As many runs are named where none fits. */
const MOST_NAMED = 10;

/**
 * The run that a person names by its id, by the beginning of its id, by the beginning of its plan's id, or by the word
 * `last`. Fails with `run-unknown`, `run-ambiguous` or `runs-unreadable`.
 */
export function findRun(stateDirectory: string, wanted: string, cluster: string | undefined): Result<FoundRun> {
  const all = runsOnDisk(stateDirectory, cluster);
  if (!all.ok) return all;
  const runs = all.value;
  const fitting = wanted === LAST ? runs.filter(hasJournal).slice(-1) : fittingRuns(runs, wanted);
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return success(only);
  if (only !== undefined) return failed({ kind: 'run-ambiguous', wanted, runs: namesOf(fitting) });
  return failed({ kind: 'run-unknown', wanted, directory: stateDirectory, runs: namesOf(runs) });
}

function fittingRuns(runs: readonly FoundRun[], wanted: string): readonly FoundRun[] {
  const whole = runs.filter(({ runId }) => runId === wanted);
  if (whole.length > 0) return whole;
  return runs.filter(({ runId }) => runId.startsWith(wanted) || planPartOf(runId).startsWith(wanted));
}

/** The id of the plan at the end of a run id, as `1a2b3c4d5e6f`. */
function planPartOf(runId: string): string {
  return runId.slice(runId.indexOf('-') + 1);
}

function hasJournal({ journal }: FoundRun): boolean {
  return !isMissing(journal);
}

/** Newest first, because a person most often means one of the newest. */
function namesOf(runs: readonly FoundRun[]): readonly string[] {
  return runs
    .slice(-MOST_NAMED)
    .toReversed()
    .map(({ runId, cluster }) => `${runId} (cluster ${cluster})`);
}

/** All runs, oldest first. A run id begins with its time. */
function runsOnDisk(stateDirectory: string, wanted: string | undefined): Result<readonly FoundRun[]> {
  const clusters = clustersWithRuns(stateDirectory);
  if (!clusters.ok) return clusters;
  const runs: FoundRun[] = [];
  for (const cluster of clusters.value.filter((name) => wanted === undefined || name === wanted)) {
    const ids = runIds(stateDirectory, cluster);
    if (!ids.ok) return ids;
    runs.push(...ids.value.map((runId) => ({ runId, cluster, journal: journalFile(stateDirectory, cluster, runId) })));
  }
  return success(runs.toSorted((one, other) => (one.runId < other.runId ? -1 : 1)));
}
