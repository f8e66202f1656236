import { bugOf, failed, success, type Result } from '../model/result.ts';
import type { Failure } from '../model/failure.ts';
import type { JournalLine, JournalRecord } from '../model/journal.ts';
import { outcomeOf, type Outcome } from '../model/outcome.ts';
import type { RunSummary } from '../model/run-summary.ts';
import { beginRun } from './begin-run.ts';
import { endCommand, watchFreeze } from './end-of-command.ts';
import { executeRun } from './execute-run.ts';
import { hasIntentions, endingOf } from './journal/journal-queries.ts';
import { takeLocalLock, type LocalLock } from './locks/local-lock.ts';
import { tellWritesLeftFrozen } from './release-freeze.ts';
import { resumeRun } from './resume-run.ts';
import { scrubbedFailure } from './run/run.ts';
import { localLockFile } from './runs/run-directory.ts';
import { unfinishedRun } from './runs/runs.ts';
import { stoppedBy } from './run/interrupted.ts';
import type { PreparedRun } from './prepared-run.ts';
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
interface Ended {
  readonly outcome: Outcome;
  readonly summary: RunSummary | undefined;
}

function without(outcome: Outcome): Ended {
  return { outcome, summary: undefined };
}

async function attemptRotation(options: RotateOptions, lock: LocalLock): Promise<Ended> {
  try {
    const chosen = options.ensure === true ? resumeOrBegin(options) : success(options);
    if (!chosen.ok) return endUnprepared({ ...options, resume: true }, chosen.failure);
    const { resume } = chosen.value;
    const prepared = resume ? await resumeRun(options) : await beginRun(options);
    if (!prepared.ok) return endUnprepared({ ...options, resume }, prepared.failure);
    if ('young' in prepared.value) return without({ kind: 'nothing-to-do', key: prepared.value.young });
    return await conclude(options, prepared.value, lock);
  } catch (error) {
    return without({ kind: 'bug', failure: bugOf(error, 'rotate') });
  }
}

/**
 * Ends a run that could not begin or be resumed. A run that could not be resumed has stopped part-way if it changed
 * anything before, and may have left writes refused.
 */
function endUnprepared(options: RotateOptions, failure: Failure): Ended {
  // Without an operator, keys that servers lack are a decision and no reason to try again.
  const isForAPerson = options.ensure === true && failure.kind === 'keys-out-of-reach';
  if (!options.resume) return without(outcomeOf(failure, isForAPerson));
  const unfinished = unfinishedRun(options.stateDirectory, options.cluster.name);
  // A journal that cannot be read may contain changes.
  const changed = !unfinished.ok || unfinished.value?.changed === true;
  if (unfinished.ok && unfinished.value !== undefined)
    tellWritesLeftFrozen(options.emit, unfinished.value.lines, failure);
  return without(outcomeOf(failure, changed));
}

async function conclude(options: RotateOptions, prepared: PreparedRun, localLock: LocalLock): Promise<Ended> {
  const { journal } = prepared;
  const executed = await attempt(() => executeRun(options, prepared, localLock));
  const outcome: Outcome =
    executed.failure === undefined ? { kind: 'done' } : outcomeOf(executed.failure, hasIntentions(journal.lines));
  const { outages, failure, seen, summary } = executed;
  const ending: JournalRecord = {
    kind: 'run-ended',
    outcome: outcome.kind,
    outages,
    ...(failure?.kind === 'interrupted' ? stoppedBy(options.interrupts.soft) : {}),
    ...(failure === undefined ? {} : { failure: scrubbedFailure(failure, options.scrub) }),
  };
  // A full disk may forbid this line too. The run then counts as unfinished, which is true.
  const written = journal.append(ending, seen);
  journal.close();
  const lines = written.ok ? journal.lines : [...journal.lines, lineOf(journal.lines.length, ending, options)];
  return { outcome, summary: summary?.(lines) };
}

/** The line that could not be written, for the closing figures alone. */
function lineOf(sequence: number, record: JournalRecord, { clock }: RotateOptions): JournalLine {
  return { sequence, at: new Date(clock.now()).toISOString(), previous: '', record };
}

async function attempt(execute: () => ReturnType<typeof executeRun>): ReturnType<typeof executeRun> {
  try {
    return await execute();
  } catch (error) {
    return { failure: bugOf(error, 'rotate'), outages: [], seen: undefined, summary: undefined };
  }
}

/**
 * The choice of `keyturn ensure`, whose line is the same every day. An unfinished run of this machine is resumed,
 * otherwise a run may begin. A journal that cannot be read is left to the resumption, which names the problem. Fails
 * with `decision-pending` where the run waits for a person.
 */
export function resumeOrBegin(options: RotateOptions): Result<RotateOptions> {
  const unfinished = unfinishedRun(options.stateDirectory, options.cluster.name);
  if (!unfinished.ok) return success({ ...options, resume: true });
  if (unfinished.value === undefined) return success(options);
  const { runId, journal, lines } = unfinished.value;
  return endingOf(lines)?.kind === 'stopped-for-a-person'
    ? failed({ kind: 'decision-pending', runId, journal })
    : success({ ...options, resume: true });
}
