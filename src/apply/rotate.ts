import { failed } from '../model/result.ts';
import type { Failure } from '../model/failure.ts';
import type { UnattendedFailure } from '../model/failures/unattended.ts';
import { outcomeOf, type Outcome } from '../model/outcome.ts';
import { beginRun } from './begin-run.ts';
import { conduct, type Prepared } from './conduct.ts';
import { tellWritesLeftFrozen } from './release-freeze.ts';
import { endingOf } from './journal/journal-queries.ts';
import { resumeRun } from './resume-run.ts';
import { runToResume, type RunToResume } from './run-to-resume.ts';
import { unfinishedRun } from './runs/runs.ts';
import { interruptedEarly } from './run/interrupted.ts';
import type { Preparation } from './prepared-run.ts';
import type { RotateOptions } from './rotate-options.ts';

/**
 * The main job plans, confirms, locks, journals, drives the charts and proves. Every occurrence is emitted, and the
 * last event is `run-ended`. Never throws, because a bug is an outcome too.
 */
export function rotate(options: RotateOptions): Promise<Outcome> {
  return conduct(options, { name: 'rotate', prepare });
}

async function prepare(options: RotateOptions): Promise<Prepared> {
  const { prepared, resumed } = await tryToPrepare(options);
  if (!prepared.ok) return endUnprepared(options, prepared.failure, resumed);
  if ('young' in prepared.value) return { outcome: { kind: 'nothing-to-do', key: prepared.value.young } };
  return { run: prepared.value };
}

interface Tried {
  readonly prepared: Preparation;
  /** What was to be resumed. `undefined` for a run that was to begin. */
  readonly resumed: { readonly run: RunToResume | undefined } | undefined;
}

/** `ensure` resumes an unfinished run, here or known only from a server, and otherwise begins one. */
async function tryToPrepare(options: RotateOptions): Promise<Tried> {
  if (options.resume) return resume(options);
  if (options.ensure !== true) return { prepared: await beginRun(options), resumed: undefined };
  const here = unfinishedRun(options.stateDirectory, options.cluster.name);
  if (!here.ok || here.value !== undefined) return resume(options);
  const prepared = await beginRun(options);
  const isMirrored = !prepared.ok && prepared.failure.kind === 'mirrored-run-unfinished';
  return isMirrored ? resume(options) : { prepared, resumed: undefined };
}

async function resume(options: RotateOptions): Promise<Tried> {
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
function endUnprepared(options: RotateOptions, failure: Failure, resumed: Tried['resumed']): Prepared {
  // Without an operator, keys that servers lack are a decision and no reason to try again.
  const isForAPerson = options.ensure === true && failure.kind === 'keys-out-of-reach';
  if (resumed === undefined) return { outcome: outcomeOf(failure, isForAPerson) };
  // The lines of a mirror are not shown as commands to copy.
  if (resumed.run?.mirror !== undefined) return { outcome: outcomeOf(failure, resumed.run.changed) };
  const unfinished = unfinishedRun(options.stateDirectory, options.cluster.name);
  // A journal that cannot be read may contain changes.
  const changed = !unfinished.ok || unfinished.value?.changed === true;
  // A journal that another machine went on with does not know whether writes are refused now.
  if (unfinished.ok && unfinished.value !== undefined && failure.kind !== 'journal-behind')
    tellWritesLeftFrozen(options.emit, unfinished.value.lines, failure);
  return { outcome: outcomeOf(failure, changed) };
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
