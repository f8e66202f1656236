import type { StepContext } from '../model/clock.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { Examination } from '../plan/examination.ts';
import type { Fleet } from '../remote/runner.ts';
import { endingOf } from './journal/journal-queries.ts';
import { lookAtClusterLock } from './locks/cluster-lock.ts';
import { isLockHeld } from './locks/local-lock.ts';
import { localLockFile } from './runs/run-directory.ts';
import { unfinishedRun } from './runs/runs.ts';

/** Who works on a cluster now, and which run from here has not ended. */
export type WhoWorks = Pick<Examination, 'unfinishedRun' | 'atWorkHere' | 'atWorkElsewhere'>;

/**
 * Looks at the Lease, the local lock and the runs of this place, and changes nothing. An unreadable state directory does
 * not keep the operator from looking at the cluster.
 */
export async function whoWorks(options: {
  readonly context: StepContext;
  readonly facts: ClusterFacts;
  readonly fleet: Fleet;
  readonly stateDirectory: string;
}): Promise<WhoWorks> {
  const { facts, stateDirectory } = options;
  const atWorkElsewhere = await lookAtClusterLock(options);
  const unfinished = unfinishedRun(stateDirectory, facts.cluster);
  const run = unfinished.ok ? unfinished.value : undefined;
  return {
    unfinishedRun: run === undefined ? undefined : { runId: run.runId, stopped: endingOf(run.lines) },
    atWorkHere: isLockHeld(localLockFile(stateDirectory, facts.cluster)),
    atWorkElsewhere,
  };
}
