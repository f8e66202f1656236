import { type StepContext, ageOf, instantOf } from '../model/clock.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { FoundCopy } from '../model/run-summary.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { driftBetweenPlans } from '../plan/fingerprint.ts';
import { ensureVerdict } from '../plan/ensure.ts';
import { keyAge, youngKey } from '../plan/key-age.ts';
import { lookAtClusterLock, takeClusterLock } from './locks/cluster-lock.ts';
import { findMirroredRun } from './mirror/read-mirrors.ts';
import { createJournal } from './journal/journal.ts';
import { gatherForPlan, planFrom, triedBefore } from './plan-rotation.ts';
import { interruptedEarly } from './run/interrupted.ts';
import { noteLeftOut, tellLeftOut } from './left-out.ts';
import type { Preparation } from './prepared-run.ts';
import type { RotateOptions } from './rotate-options.ts';
import { journalFile, newRunId } from './runs/run-directory.ts';
import { unfinishedRun } from './runs/runs.ts';
import { windowRefusal } from './window-check.ts';
import type { StrategyWish } from '../model/strategy.ts';

/**
 * When the Lease is held, facts older than this are gathered again, ms. Another rotation takes longer from first look
 * to end. After a question the facts are gathered again in any case.
 */
const FACTS_STAY_FRESH_MS = 5_000;

/**
 * Prepares a new run. The cluster must have no unfinished run, the plan must pass, the operator must agree and the
 * Lease must be taken. Old facts are gathered again. Only then is a journal created.
 */
export async function beginRun(options: RotateOptions): Promise<Preparation> {
  const { cluster, clock, emit, fleet, stateDirectory } = options;
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  if (!unfinished.ok) return unfinished;
  if (unfinished.value !== undefined) {
    const { runId, journal } = unfinished.value;
    return failed({ kind: 'unfinished-run', runId, journal });
  }

  const context = { signal: options.interrupts.soft, clock };
  const lookedAt = instantOf(clock);
  const triesUpdates = triedBefore({ ...options, ...wishBehind(options) });
  const { without } = options;
  const gathered = await gatherForPlan({ ...options, context, triesUpdates });
  if (options.interrupts.soft.aborted) return failed(interruptedEarly(options.interrupts.soft));
  if (!gathered.ok) return gathered;
  const first = gathered.value;
  // Another operator's run looks like a cluster in disorder, so the failure names the holder instead.
  const holder = await lookAtClusterLock({ context, facts: first, fleet, stateDirectory });
  if (holder !== undefined) return failed(holder);
  const mirrored = await findMirroredRun({ ...options, context });
  if (options.interrupts.soft.aborted) return failed(interruptedEarly(options.interrupts.soft));
  if (!mirrored.ok) return mirrored;
  if (mirrored.value !== undefined) {
    const { runId, server, file } = mirrored.value;
    return failed({ kind: 'mirrored-run-unfinished', runId, server, file });
  }
  const planned = planFrom({ ...options, ...wishBehind(options), context }, first);
  const { ifOlderThanMs } = options;
  const young = ifOlderThanMs === undefined ? undefined : youngKey(keyAge(first, clock.now()), ifOlderThanMs);
  const checks = planned.ok ? [] : planned.failure.kind === 'preflight-refused' ? planned.failure.checks : undefined;
  if (options.ensure === true && checks !== undefined) {
    const verdict = ensureVerdict({ facts: first, checks, young });
    if (verdict === 'elsewhere') return failed({ kind: 'rotation-elsewhere', cluster: cluster.name, checks });
    if (verdict === 'young' && young !== undefined) return success({ young });
  }
  if (!planned.ok) return planned;
  const { adoption } = planned.value;
  const plan = options.plan ?? planned.value.plan;
  const drifts = driftBetweenPlans(plan, planned.value.plan);
  if (drifts.length > 0) return failed({ kind: 'plan-drifted', planId: plan.id, drifts });
  if (young !== undefined) return success({ young });
  const closed = windowRefusal(options, plan);
  if (closed !== undefined) return failed(closed);
  const question = adoption === undefined ? 'rotate' : 'adopt';
  const confirmed = await options.confirm(plan, question);
  if (confirmed === 'nobody-to-ask') return failed({ kind: 'confirmation-needed', question });
  if (options.interrupts.soft.aborted) return failed(interruptedEarly(options.interrupts.soft));
  if (confirmed === 'declined') return failed({ kind: 'declined', question });

  // The answer may have come when the window was about to close.
  const closedMeanwhile = windowRefusal(options, plan);
  if (closedMeanwhile !== undefined) return failed(closedMeanwhile);

  const runId = newRunId(clock.now(), plan.id);
  const lost = new AbortController();
  const lock = await takeClusterLock({ ...options, context, facts: first, fleet, runId, onLost: () => lost.abort() });
  if (!lock.ok) return lock;
  const isFresh = confirmed === 'given-before' && ageOf(lookedAt, clock) < FACTS_STAY_FRESH_MS;
  const seen = isFresh ? success(first) : await lookAgain(options, plan, context);
  if (!seen.ok) {
    await lock.value.release(context);
    return seen;
  }
  const facts = seen.value;
  const journal = createJournal(journalFile(stateDirectory, cluster.name, runId), clock);
  if (!journal.ok) {
    await lock.value.release(context);
    return journal;
  }
  const { version, operator } = options;
  const begun = journal.value.append({
    kind: 'run-started',
    runId,
    version,
    operator,
    plan,
    maxKeyAgeMs: cluster.rotation.maxKeyAgeMs,
    earlierCopies: copiesIn(facts),
  });
  if (!begun.ok) {
    await lock.value.release(context);
    return begun;
  }
  const noted = noteLeftOut(journal.value, { servers: without, etcdMembers: [] });
  if (!noted.ok) {
    await lock.value.release(context);
    return noted;
  }
  // The policy was found in force before the first step. An ending before that step must know, so that writes are let
  // through again.
  if (plan.course.freezeWrites && plan.entry.at === 'start' && facts.writesFrozen === true) {
    journal.value.append({ kind: 'found-done', step: 'freeze-writes', evidence: {} });
  }
  emit({ type: 'run-started', runId, cluster: cluster.name, plan, journal: journal.value.file });
  tellLeftOut(emit, facts);
  return success({
    runId,
    plan,
    facts,
    entry: adoption?.entry ?? { at: 'start' },
    secureFirst: plan.entry.at !== 'start',
    journal: journal.value,
    mirrorAtFirst: 'first',
    lock: lock.value,
    lockLost: lost.signal,
  });
}

/** The sealed copies of earlier runs, because each of them can hold a key. */
function copiesIn({ servers }: ClusterFacts): readonly FoundCopy[] {
  return servers.flatMap(({ name, sealedCopies }) =>
    (sealedCopies?.found ?? []).map(({ directory, madeAtSeconds }) => ({ server: name, directory, madeAtSeconds })),
  );
}

/**
 * Another operator may have rotated during the confirmation, so the plan must equal the plan that would be made now.
 */
async function lookAgain(options: RotateOptions, plan: Plan, context: StepContext): Promise<Result<ClusterFacts>> {
  const facts = await gatherForPlan({
    ...options,
    context,
    triesUpdates: triedBefore({ ...options, ...wishBehind(options) }),
  });
  if (!facts.ok) return facts;
  const planned = planFrom({ ...options, ...wishBehind(options), context }, facts.value);
  if (!planned.ok) return planned;
  const drifts = driftBetweenPlans(plan, planned.value.plan);
  return drifts.length === 0 ? facts : failed({ kind: 'plan-drifted', planId: plan.id, drifts });
}

/** A saved plan brings its own strategy. The operator who saved the plan accepted its window. */
function wishBehind(options: RotateOptions): StrategyWish {
  const { plan, acceptWriteWindow } = options;
  if (plan === undefined) return options;
  return {
    strategy: plan.course.strategy,
    acceptWriteWindow: acceptWriteWindow || plan.course.strategy === 'rotate-keys',
    freezeWrites: plan.course.freezeWrites,
  };
}
