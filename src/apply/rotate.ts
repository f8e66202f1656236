import { bugOf, failed } from '../model/result.ts';
import type { Failure } from '../model/failure.ts';
import type { UnattendedFailure } from '../model/failures/unattended.ts';
import { outcomeOf, type Outcome } from '../model/outcome.ts';
import { beginRun } from './begin-run.ts';
import { endCommand, watchFreeze } from './end-of-command.ts';
import { concludeRun, type Concluded } from './conclude-run.ts';
import { executeRun } from './execute-run.ts';
import { takeLocalLock, type LocalLock } from './locks/local-lock.ts';
import { tellWritesLeftFrozen } from './release-freeze.ts';
import { endingOf } from './journal/journal-queries.ts';
import { createJournalMirror, NO_MIRROR, type JournalMirror } from './journal/journal-mirror.ts';
import { resumeRun } from './resume-run.ts';
import { scrubbedFailure } from './run/run.ts';
import { runToResume, type RunToResume } from './run-to-resume.ts';
import { localLockFile } from './runs/run-directory.ts';
import { unfinishedRun } from './runs/runs.ts';
import { interruptedEarly } from './run/interrupted.ts';
import type { Preparation, PreparedRun } from './prepared-run.ts';
import type { RotateOptions } from './rotate-options.ts';

/**
 * The main job plans, confirms, locks, journals, drives the charts and proves. Every occurrence is emitted, and the
 * last event is `run-ended`. Never throws, because a bug is an outcome too.
 */
export async function rotate(given: RotateOptions): Promise<Outcome> {
  const watch = watchFreeze(given.emit);
  const options = { ...given, emit: watch.emit };
  const lock = takeLocalLock(
    localLockFile(options.stateDirectory, options.cluster.name),
    options.operator,
    options.clock.now(),
  );
  try {
    const ended = lock.ok ? await attemptRotation(options, lock.value) : without(outcomeOf(lock.failure, false));
    return await endCommand(options, { ...ended, frozen: watch.frozen() });
  } catch (error) {
    const outcome: Outcome = { kind: 'bug', failure: bugOf(error, 'rotate') };
    options.emit({ type: 'run-ended', outcome, summary: undefined });
    return outcome;
  } finally {
    if (lock.ok) lock.value.release();
  }
}

/** How the rotation ended. No run began without a summary. */
type Ended = Concluded;

function without(outcome: Outcome): Ended {
  return { outcome, summary: undefined };
}

async function attemptRotation(options: RotateOptions, lock: LocalLock): Promise<Ended> {
  try {
    const { prepared, resumed } = await prepare(options);
    if (!prepared.ok) return endUnprepared(options, prepared.failure, resumed);
    if ('young' in prepared.value) return without({ kind: 'nothing-to-do', key: prepared.value.young });
    return await conclude(options, prepared.value, lock);
  } catch (error) {
    return without({ kind: 'bug', failure: bugOf(error, 'rotate') });
  }
}

interface Prepared {
  readonly prepared: Preparation;
  /** What was to be resumed. `undefined` for a run that was to begin. */
  readonly resumed: { readonly run: RunToResume | undefined } | undefined;
}

/** `ensure` resumes an unfinished run, here or known only from a server, and otherwise begins one. */
async function prepare(options: RotateOptions): Promise<Prepared> {
  if (options.resume) return resume(options);
  if (options.ensure !== true) return { prepared: await beginRun(options), resumed: undefined };
  const here = unfinishedRun(options.stateDirectory, options.cluster.name);
  if (!here.ok || here.value !== undefined) return resume(options);
  const prepared = await beginRun(options);
  const isMirrored = !prepared.ok && prepared.failure.kind === 'mirrored-run-unfinished';
  return isMirrored ? resume(options) : { prepared, resumed: undefined };
}

async function resume(options: RotateOptions): Promise<Prepared> {
  const { interrupts, clock } = options;
  const looked = await runToResume({ ...options, context: { signal: interrupts.soft, clock } });
  const found = interrupts.soft.aborted ? failed(interruptedEarly(interrupts.soft)) : looked;
  if (!found.ok) return { prepared: found, resumed: { run: undefined } };
  const run = found.value;
  const pending = options.ensure === true ? decisionPending(run) : undefined;
  const prepared = pending === undefined ? await resumeRun(options, run) : failed(pending);
  return { prepared, resumed: { run } };
}

/**
 * Ends a run that could not begin or be resumed. A run that could not be resumed has stopped part-way if it changed
 * anything before, and may have left writes refused.
 */
function endUnprepared(options: RotateOptions, failure: Failure, resumed: Prepared['resumed']): Ended {
  // Without an operator, keys that servers lack are a decision and no reason to try again.
  const isForAPerson = options.ensure === true && failure.kind === 'keys-out-of-reach';
  if (resumed === undefined) return without(outcomeOf(failure, isForAPerson));
  // The lines of a mirror are not shown as commands to copy.
  if (resumed.run?.mirror !== undefined) return without(outcomeOf(failure, resumed.run.changed));
  const unfinished = unfinishedRun(options.stateDirectory, options.cluster.name);
  // A journal that cannot be read may contain changes.
  const changed = !unfinished.ok || unfinished.value?.changed === true;
  // A journal that another machine went on with does not know whether writes are refused now.
  if (unfinished.ok && unfinished.value !== undefined && failure.kind !== 'journal-behind')
    tellWritesLeftFrozen(options.emit, unfinished.value.lines, failure);
  return without(outcomeOf(failure, changed));
}

async function conclude(options: RotateOptions, prepared: PreparedRun, localLock: LocalLock): Promise<Ended> {
  const { journal, lock } = prepared;
  const mirror = mirrorOf(options, prepared);
  const executed = await attempt(() => executeRun(options, { ...prepared, mirror }, localLock));
  return concludeRun(options, { journal, mirror, lock, localLock }, executed);
}

function mirrorOf(options: RotateOptions, { plan, journal, runId }: PreparedRun): JournalMirror {
  const { cluster, fleet, emit } = options;
  if (!cluster.journal.mirror) return NO_MIRROR;
  return createJournalMirror({
    journal,
    cluster: cluster.name,
    runId,
    runner: fleet.runner(plan.leader),
    emit,
    scrubFailure: (failure) => scrubbedFailure(failure, options.scrub),
  });
}

async function attempt(execute: () => ReturnType<typeof executeRun>): ReturnType<typeof executeRun> {
  try {
    return await execute();
  } catch (error) {
    return { failure: bugOf(error, 'rotate'), outages: [], seen: undefined, summary: undefined };
  }
}

/** Why `keyturn ensure` does not go on with an unfinished run, which waits for a person. */
export function decisionPending(
  unfinished: (Pick<RunToResume, 'runId' | 'journal' | 'lines'> & Partial<Pick<RunToResume, 'mirror'>>) | undefined,
): UnattendedFailure | undefined {
  if (unfinished === undefined || endingOf(unfinished.lines)?.kind !== 'stopped-for-a-person') return undefined;
  const { runId, journal, mirror } = unfinished;
  return {
    kind: 'decision-pending',
    runId,
    journal: mirror === undefined ? journal : `${mirror.server}:${mirror.file}`,
  };
}
