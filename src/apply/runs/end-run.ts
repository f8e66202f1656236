import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

import { adoptJournal } from '../journal/journal.ts';
import { placeWhole } from '../journal/whole-file.ts';
import { codeOf } from '../../model/error-words.ts';
import type { Clock } from '../../model/clock.ts';
import { jsonText } from '../../model/json-text.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { takeLocalLock } from '../locks/local-lock.ts';
import { endMarkOf, journalFile, localLockFile } from './run-directory.ts';
import { clustersWithUnfinishedRuns, newestRun } from './runs.ts';

/** A run that was given up. */
export interface EndedRun {
  readonly cluster: string;
  readonly runId: string;
  readonly journal: string;
}

/**
 * Gives up the unfinished run of a cluster, even with a damaged journal, so that another run may begin. Sends nothing,
 * and leaves the journal unchanged. A file beside the journal records who ended the run, and when.
 * `cluster` is needed where several clusters have an unfinished run. `confirm` asks the operator under the local lock.
 * A run that is known only from a server is given up here alone, and the server's copy stays.
 * Fails with `nothing-to-resume`, `lock-held` while a process works on the run, `declined`, `runs-ambiguous`, or what
 * kept us from reading or writing.
 */
export async function endRun(options: {
  readonly stateDirectory: string;
  readonly cluster: string | undefined;
  readonly operator: string;
  readonly clock: Clock;
  readonly confirm: (run: EndedRun) => Promise<boolean | 'nobody-to-ask'>;
  /** Finds a run that another machine began, where no run here is unfinished. Its journal is then kept here. */
  readonly elsewhere?: () => Promise<Result<{ readonly runId: string; readonly text: string } | undefined>>;
}): Promise<Result<EndedRun>> {
  const { stateDirectory, operator, clock, confirm, elsewhere } = options;
  const chosen = chooseCluster(stateDirectory, options.cluster);
  if (!chosen.ok) return chosen;
  const cluster = chosen.value;
  const lock = takeLocalLock(localLockFile(stateDirectory, cluster), operator, clock.now());
  if (!lock.ok) return lock;
  try {
    const newest = newestRun(stateDirectory, cluster);
    if (!newest.ok) return newest;
    const mirrored = newest.value === undefined ? await elsewhere?.() : undefined;
    if (mirrored?.ok === false) return mirrored;
    const runId = newest.value?.runId ?? mirrored?.value?.runId;
    if (runId === undefined) return failed({ kind: 'nothing-to-resume', cluster });
    const run = { cluster, runId, journal: journalFile(stateDirectory, cluster, runId) };
    const confirmed = await confirm(run);
    if (confirmed === 'nobody-to-ask') return failed({ kind: 'confirmation-needed', question: 'end-run' });
    if (!confirmed) return failed({ kind: 'declined', question: 'end-run' });
    const kept =
      mirrored?.value === undefined
        ? success(undefined)
        : adoptJournal(run.journal, mirrored.value.text, { lines: 0, records: [], clock });
    if (!kept.ok) return kept;
    const marked = mark(run.journal, { operator, at: new Date(clock.wall()).toISOString() });
    return marked.ok ? success(run) : marked;
  } finally {
    lock.value.release();
  }
}

function chooseCluster(stateDirectory: string, wanted: string | undefined): Result<string> {
  if (wanted !== undefined) return success(wanted);
  const clusters = clustersWithUnfinishedRuns(stateDirectory);
  if (!clusters.ok) return clusters;
  const [only, ...others] = clusters.value;
  if (only === undefined) return failed({ kind: 'nothing-to-resume', cluster: undefined });
  if (others.length === 0) return success(only);
  return failed({ kind: 'runs-ambiguous', clusters: clusters.value });
}

/** Writes the mark whole or not at all. The mark survives a power cut. */
function mark(journal: string, word: { readonly operator: string; readonly at: string }): Result<void> {
  const file = endMarkOf(journal);
  try {
    placeWhole(file, `${jsonText(word)}\n`, renameSync);
    const directory = openSync(dirname(file), 'r');
    fsyncSync(directory);
    closeSync(directory);
    return success(undefined);
  } catch (error) {
    const reason = codeOf(error);
    return failed({ kind: 'file-unwritable', file, reason });
  }
}
