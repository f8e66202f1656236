import { failed, success } from '../model/result.ts';
import { driftBetween, fingerprintOf } from '../plan/fingerprint.ts';
import { isKeyDue, keyAge } from '../plan/key-age.ts';
import { takeClusterLock } from './cluster-lock.ts';
import { createJournal } from './journal.ts';
import { planRotation, type PlannedRotation } from './plan-rotation.ts';
import type { Preparation, RotateOptions } from './rotate.ts';
import { journalFile, newRunId } from './run-directory.ts';
import { unfinishedRun } from './runs.ts';

/** A new run: nothing unfinished, a plan that passes, the operator's word, the Lease, and only then a journal. */
export async function beginRun(options: RotateOptions): Promise<Preparation> {
  const { cluster, clock, emit, fleet, stateDirectory } = options;
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  if (!unfinished.ok) return unfinished;
  if (unfinished.value !== undefined) return failed({ kind: 'unfinished-run', ...unfinished.value });

  const context = { signal: options.interrupts.soft, clock };
  const planned = await planRotation({ ...options, ...strategyOf(options), context });
  if (options.interrupts.soft.aborted) return failed({ kind: 'interrupted', before: undefined });
  if (!planned.ok) return planned;
  const { facts, adoption } = planned.value;
  const plan = options.plan ?? planned.value.plan;
  const drift = driftOf(options, planned.value);
  if (drift !== undefined) return failed(drift);
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
function strategyOf(options: RotateOptions): Pick<RotateOptions, 'strategy' | 'acceptWriteWindow'> {
  const { plan, strategy, acceptWriteWindow } = options;
  if (plan === undefined) return { strategy, acceptWriteWindow };
  return {
    strategy: plan.course.strategy,
    acceptWriteWindow: acceptWriteWindow || plan.course.strategy === 'rotate-keys',
  };
}

/** What no longer fits a saved plan. The lines are compared too: they are what the operator read. */
function driftOf(options: RotateOptions, now: PlannedRotation) {
  const { plan } = options;
  if (plan === undefined || JSON.stringify(plan) === JSON.stringify(now.plan)) return undefined;
  const drifts = [...driftBetween(plan.fingerprint, fingerprintOf(now.facts))];
  if (drifts.length === 0 && plan.id !== now.plan.id) drifts.push({ path: 'id', planned: plan.id, found: now.plan.id });
  for (const [index, step] of now.plan.steps.entries()) {
    const before = plan.steps[index];
    if (JSON.stringify(before?.commands) === JSON.stringify(step.commands)) continue;
    drifts.push({ path: `steps.${step.id}`, planned: linesOf(before?.commands), found: linesOf(step.commands) });
  }
  return drifts.length === 0 ? undefined : ({ kind: 'plan-drifted', planId: plan.id, drifts } as const);
}

function linesOf(commands: readonly { readonly line: string }[] | undefined): string {
  return (commands ?? []).map(({ line }) => line).join(' ; ');
}
