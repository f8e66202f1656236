import { failed, success } from '../model/result.ts';
import { gatherFacts } from '../facts/gather.ts';
import { driftBetweenPlans } from '../plan/fingerprint.ts';
import { isKeyDue, keyAge } from '../plan/key-age.ts';
import { lookAtClusterLock, takeClusterLock } from './cluster-lock.ts';
import { createJournal } from './journal.ts';
import { planFrom } from './plan-rotation.ts';
import type { Preparation, RotateOptions } from './rotate.ts';
import { journalFile, newRunId } from './run-directory.ts';
import { unfinishedRun } from './runs.ts';

/** A new run: nothing unfinished, a plan that passes, the operator's word, the Lease, and only then a journal. */
export async function beginRun(options: RotateOptions): Promise<Preparation> {
  const { cluster, clock, emit, fleet, stateDirectory } = options;
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  if (!unfinished.ok) return unfinished;
  if (unfinished.value !== undefined) {
    const { runId, journal } = unfinished.value;
    return failed({ kind: 'unfinished-run', runId, journal });
  }

  const context = { signal: options.interrupts.soft, clock };
  const gathered = await gatherFacts({ context, cluster, fleet, emit });
  if (options.interrupts.soft.aborted) return failed({ kind: 'interrupted', before: undefined });
  if (!gathered.ok) return gathered;
  const facts = gathered.value;
  // Somebody else's run looks like a cluster in disorder: say who it is instead.
  const holder = await lookAtClusterLock({ context, facts, fleet });
  if (holder !== undefined) return failed(holder);
  const planned = planFrom({ ...options, ...strategyOf(options), context }, facts);
  if (!planned.ok) return planned;
  const { adoption } = planned.value;
  const plan = options.plan ?? planned.value.plan;
  const drifts = driftBetweenPlans(plan, planned.value.plan);
  if (drifts.length > 0) return failed({ kind: 'plan-drifted', planId: plan.id, drifts });
  if (options.ifOlderThanMs !== undefined && !isKeyDue(keyAge(facts, clock.now()), options.ifOlderThanMs)) {
    return success('nothing-to-do');
  }
  const question = adoption === undefined ? 'rotate' : 'adopt';
  const confirmed = await options.confirm(plan, question);
  if (confirmed === 'nobody-to-ask') return failed({ kind: 'confirmation-needed', question });
  if (options.interrupts.soft.aborted) return failed({ kind: 'interrupted', before: undefined });
  if (!confirmed) return success('nothing-to-do');

  const runId = newRunId(clock.now(), plan.id);
  const lost = new AbortController();
  const lock = await takeClusterLock({ ...options, context, facts, fleet, runId, onLost: () => lost.abort() });
  if (!lock.ok) return lock;
  const journal = createJournal(journalFile(stateDirectory, cluster.name, runId), clock);
  if (!journal.ok) {
    await lock.value.release(context);
    return journal;
  }
  const { version, operator } = options;
  const first = journal.value.append({ kind: 'run-started', runId, version, operator, plan });
  if (!first.ok) {
    await lock.value.release(context);
    return first;
  }
  emit({ type: 'run-started', runId, cluster: cluster.name, plan, journal: journal.value.file });
  return success({
    runId,
    plan,
    facts,
    entry: adoption?.entry ?? { at: 'start' },
    secureFirst: adoption !== undefined,
    journal: journal.value,
    lock: lock.value,
    lockLost: lost.signal,
  });
}

/** A saved plan brings its own strategy, and whoever saved it accepted its window. */
function strategyOf(options: RotateOptions): Pick<RotateOptions, 'strategy' | 'acceptWriteWindow' | 'freezeWrites'> {
  const { plan, strategy, acceptWriteWindow, freezeWrites } = options;
  if (plan === undefined) return { strategy, acceptWriteWindow, freezeWrites };
  return {
    strategy: plan.course.strategy,
    acceptWriteWindow: acceptWriteWindow || plan.course.strategy === 'rotate-keys',
    freezeWrites: plan.course.freezeWrites,
  };
}
