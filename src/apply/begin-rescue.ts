import { failed, success, type Result } from '../model/result.ts';
import { driftBetweenPlans } from '../plan/fingerprint.ts';
import { createJournal } from './journal/journal.ts';
import { findMirroredRun } from './mirror/read-mirrors.ts';
import { lookAtClusterLock, takeClusterLock } from './locks/cluster-lock.ts';
import type { PreparedRun } from './prepared-run.ts';
import { interruptedEarly } from './run/interrupted.ts';
import { journalFile, newRunId } from './runs/run-directory.ts';
import { unfinishedRun } from './runs/runs.ts';
import { gatherFacts } from '../facts/gather.ts';
import { planRescue, planRescueFrom } from './plan-rescue.ts';
import type { RescueOptions } from './rescue-options.ts';

/**
 * Prepares a new rescue. The cluster must have no unfinished run, and nobody else may hold the Lease. The operator must confirm the plan by the
 * cluster's name. Under the Lease the cluster is looked at again, and only then is a journal created.
 */
export async function beginRescue(options: RescueOptions): Promise<Result<PreparedRun>> {
  const { cluster, clock, emit, fleet, stateDirectory, interrupts } = options;
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  if (!unfinished.ok) return unfinished;
  if (unfinished.value !== undefined) {
    const { runId, journal } = unfinished.value;
    return failed({ kind: 'unfinished-run', runId, journal });
  }
  const context = { signal: interrupts.soft, clock };
  const gathered = await gatherFacts({ ...options, context });
  if (interrupts.soft.aborted) return failed(interruptedEarly(interrupts.soft));
  if (!gathered.ok) return gathered;
  // Another operator's run looks like a cluster in disorder, so the failure names the holder instead.
  const holder = await lookAtClusterLock({ context, facts: gathered.value, fleet, stateDirectory });
  if (holder !== undefined) return failed(holder);
  const mirrored = await findMirroredRun({ ...options, context, without: [] });
  if (!mirrored.ok) return mirrored;
  if (mirrored.value !== undefined) {
    const { runId, server, file } = mirrored.value;
    return failed({ kind: 'mirrored-run-unfinished', runId, server, file });
  }
  const planned = await planRescueFrom({ ...options, context }, gathered.value);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const confirmed = await options.confirm(planned.value);
  if (interrupts.soft.aborted) return failed(interruptedEarly(interrupts.soft));
  if (confirmed === 'nobody-to-ask') return failed({ kind: 'confirmation-needed', question: 'rescue' });
  if (confirmed === 'declined') return failed({ kind: 'declined', question: 'rescue' });

  const runId = newRunId(clock.now(), plan.id);
  const lost = new AbortController();
  const lock = await takeClusterLock({
    ...options,
    context,
    facts: planned.value.facts,
    runId,
    onLost: () => lost.abort(),
  });
  if (!lock.ok) return lock;
  const give = async <T>(failure: Result<T> & { readonly ok: false }): Promise<Result<never>> => {
    await lock.value.release(context);
    return failure;
  };
  const again = await planRescue({ ...options, context });
  if (!again.ok) return give(again);
  const drifts = driftBetweenPlans(plan, again.value.plan);
  if (drifts.length > 0) return give(failed({ kind: 'plan-drifted', planId: plan.id, drifts }));
  const { facts } = again.value;
  const journal = createJournal(journalFile(stateDirectory, cluster.name, runId), clock);
  if (!journal.ok) return give(journal);
  const { version, operator } = options;
  const earlierCopies = facts.servers.flatMap(({ name, sealedCopies }) =>
    (sealedCopies?.found ?? []).map(({ directory, madeAtSeconds }) => ({ server: name, directory, madeAtSeconds })),
  );
  const begun = journal.value.append({ kind: 'run-started', runId, version, operator, plan, earlierCopies });
  if (!begun.ok) return give(begun);
  emit({ type: 'run-started', runId, cluster: cluster.name, plan, journal: journal.value.file });
  return success({
    runId,
    plan,
    facts,
    entry: plan.entry,
    rescueEntry: 'add',
    secureFirst: false,
    journal: journal.value,
    mirrorAtFirst: 'first',
    lock: lock.value,
    lockLost: lost.signal,
  });
}
