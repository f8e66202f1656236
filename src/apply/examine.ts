import { gatherFactsOfSome } from '../facts/gather.ts';
import { readMembers } from '../facts/members.ts';
import { readEngineJournals } from '../facts/engine-journals.ts';
import type { StepContext } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import { success, type Result } from '../model/result.ts';
import type { Examination, UnfinishedHere } from '../plan/examination.ts';
import type { Fleet } from '../remote/runner.ts';
import { endingOf } from './journal/journal-queries.ts';
import { knownIssuesFor } from './known-issues-for.ts';
import { lookAtClusterLock } from './locks/cluster-lock.ts';
import { isLockHeld } from './locks/local-lock.ts';
import { localLockFile } from './runs/run-directory.ts';
import { unfinishedRun } from './runs/runs.ts';

export interface ExamineOptions {
  readonly context: StepContext;
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit?: Emit;
  readonly stateDirectory: string;
}

/**
 * Reads everything that a diagnosis may rest on, and changes nothing. Servers that cannot be asked are tolerated. Fails
 * only if no server at all can be asked.
 */
export async function examine(options: ExamineOptions): Promise<Result<Examination>> {
  const { context, cluster, fleet, stateDirectory } = options;
  const gathered = await gatherFactsOfSome(options);
  if (!gathered.ok) return gathered;
  const { facts, unasked } = gathered.value;
  const [journals, members, lock] = await Promise.all([
    readEngineJournals(context, fleet, { distribution: cluster.distribution, servers: facts.servers }),
    readMembers(context, fleet, facts.servers),
    lookAtClusterLock({ context, fleet, facts, stateDirectory }),
  ]);
  return success({
    facts,
    cluster,
    now: context.clock.now(),
    unasked,
    members,
    journals,
    unfinishedRun: unfinishedHere(stateDirectory, cluster.name),
    atWorkHere: isLockHeld(localLockFile(stateDirectory, cluster.name)),
    atWorkElsewhere: lock?.kind === 'lock-held' ? lock : undefined,
    knownIssuesFor: knownIssuesFor(cluster, facts),
  });
}

/** An unreadable state directory does not keep the operator from a diagnosis of the cluster. */
function unfinishedHere(stateDirectory: string, cluster: string): UnfinishedHere | undefined {
  const found = unfinishedRun(stateDirectory, cluster);
  if (!found.ok || found.value === undefined) return undefined;
  const { runId, lines } = found.value;
  return { runId, stopped: endingOf(lines) };
}
