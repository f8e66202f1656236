import { gatherFactsOfSome } from '../facts/gather.ts';
import { readMembers } from '../facts/members.ts';
import { readEngineJournals } from '../facts/engine-journals.ts';
import type { StepContext } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import { success, type Result } from '../model/result.ts';
import type { Examination } from '../plan/examination.ts';
import type { Fleet } from '../remote/runner.ts';
import { knownIssuesFor } from './plan-rotation.ts';
import { whoWorks } from './who-works.ts';

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
  const [journals, members, work] = await Promise.all([
    readEngineJournals(context, fleet, { distribution: cluster.distribution, servers: facts.servers }),
    readMembers(context, fleet, facts.servers),
    whoWorks({ context, fleet, facts, stateDirectory }),
  ]);
  return success({
    facts,
    cluster,
    now: context.clock.now(),
    unasked,
    members,
    journals,
    ...work,
    knownIssuesFor: knownIssuesFor(cluster, facts),
  });
}
