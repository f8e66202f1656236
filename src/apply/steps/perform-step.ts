import type { Failure } from '../../model/failure.ts';
import type { BeforeAct } from '../../model/journal.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import { beforeActOf, lastRecordOf, type StepRecord } from '../journal/journal-queries.ts';
import { acting, type Run } from '../run/run.ts';
import { interrupted, stoppedBy } from '../run/interrupted.ts';

/** Names, counts and hashes that show an effect. Never material. */
export type Evidence = Readonly<Record<string, string | number>>;

/** A step that changes something. The step looks, journals, acts once and looks again. */
export interface StepActions {
  readonly id: StepId;
  /**
   * Whether the effect is already visible. `recorded` is the step's journal record.
   * Evidence means yes, `undefined` no.
   */
  readonly probe: (recorded: StepRecord | undefined) => Promise<Result<Evidence | undefined>>;
  /** The facts from which a later process can decide whether the act happened. */
  readonly before: () => Promise<Result<BeforeAct>>;
  /**
   * `withdrawn` means that a last look spoke against the act, and nothing was sent. The step then ends without an outcome, and a later process
   * looks whether the effect is there, as after a crash.
   */
  readonly act: () => Promise<Result<void | 'withdrawn'>>;
  /** Observes the effect. Without the effect the run does not continue. */
  readonly verify: () => Promise<Result<Evidence>>;
  /** The work after the act belongs to the step for listeners. Another function reports the end. */
  readonly endsLater?: true;
}

/**
 * Performs a step. The order is probe, confirm the lock, intention (fsynced, mirrored), act, observe, outcome (fsynced).
 * When the operator asked to stop, the step stops before the act, not within the act. Safe to run twice.
 */
export async function performStep(run: Run, step: StepActions): Promise<Result<Evidence>> {
  if (run.interrupts.soft.aborted) return failed(interrupted(run, step.id, 'before'));
  const startedAt = run.progress.started(step.id);
  const recorded = lastRecordOf(run.journal.lines, step.id);
  const probed = await step.probe(recorded);
  if (!probed.ok) return failStep(run, step.id, probed.failure);
  if (probed.value !== undefined) return finishFound(run, step, startedAt, probed.value, recorded);

  const before = await step.before();
  if (!before.ok) return failStep(run, step.id, before.failure);
  // Reading the state before the act took time, so the operator may have asked to stop in between.
  if (run.interrupts.soft.aborted) return failed(interrupted(run, step.id, 'before'));
  const intended = await intend(run, step.id, before.value);
  if (!intended.ok) return intended;
  const acted = await step.act();
  if (!acted.ok) return failStep(run, step.id, acted.failure);
  if (acted.value === 'withdrawn') return success({});
  const verified = await step.verify();
  if (!verified.ok) return failStep(run, step.id, verified.failure);
  const done = run.journal.append({ kind: 'done', step: step.id, evidence: verified.value });
  if (!done.ok) return failStep(run, step.id, done.failure);
  tellEnd(run, step, { durationMs: run.clock.now() - startedAt, found: false, evidence: verified.value });
  return verified;
}

/**
 * Writes the intention here (fsynced), then to the mirror, so that another machine can tell what may have been sent.
 * The mirror may take its time, so the lock and the operator's wish to stop are looked at again afterwards. Fails
 * without an act where the mirror has the lines of another machine.
 */
export async function intend(run: Run, step: StepId, before: BeforeAct): Promise<Result<void>> {
  const unheld = await run.confirmLock();
  if (unheld !== undefined) return failStep(run, step, unheld);
  const wasIntended = beforeActOf(run.journal.lines, step) !== undefined;
  const intended = run.journal.append({ kind: 'intended', step, before });
  if (!intended.ok) return failStep(run, step, intended.failure);
  const mirrored = await run.mirror.catchUp(acting(run), 'before-act');
  if (!mirrored.ok) return failStep(run, step, mirrored.failure);
  const lost = await run.confirmLock();
  if (lost !== undefined) return failStep(run, step, lost);
  if (!run.interrupts.soft.aborted) return success(undefined);
  if (wasIntended) return failed(interrupted(run, step, 'before'));
  // The intention alone would say that the act may have been sent.
  const notSent: Failure = { kind: 'interrupted', at: { step, phase: 'before' }, ...stoppedBy(run.interrupts.soft) };
  run.journal.append({ kind: 'failed', step, failure: notSent });
  return failed(notSent);
}

/** A step that only looks. The step has no intention, and one journal line on success. */
export async function observeStep(
  run: Run,
  id: StepId,
  look: () => Promise<Result<Evidence>>,
): Promise<Result<Evidence>> {
  if (run.interrupts.soft.aborted) return failed(interrupted(run, id, 'before'));
  const startedAt = run.progress.started(id);
  const seen = await look();
  return seen.ok ? finishObserved(run, id, startedAt, seen.value) : failStep(run, id, seen.failure);
}

/** Journals and reports the observation. A step that is done already gets no second line. */
export function finishObserved(run: Run, id: StepId, startedAt: number, evidence: Evidence): Result<Evidence> {
  if (lastRecordOf(run.journal.lines, id)?.kind !== 'done') {
    const done = run.journal.append({ kind: 'done', step: id, evidence });
    if (!done.ok) return failStep(run, id, done.failure);
  }
  run.progress.finished(id, { durationMs: run.clock.now() - startedAt, found: false, evidence });
  return success(evidence);
}

function tellEnd(run: Run, step: StepActions, result: Parameters<Run['progress']['finished']>[1]): void {
  if (step.endsLater !== true) run.progress.finished(step.id, result);
}

function finishFound(
  run: Run,
  step: StepActions,
  startedAt: number,
  evidence: Evidence,
  recorded: StepRecord | undefined,
): Result<Evidence> {
  const isRecorded = recorded?.kind === 'done' || recorded?.kind === 'found-done';
  if (!isRecorded) {
    const found = run.journal.append({ kind: 'found-done', step: step.id, evidence });
    if (!found.ok) return failStep(run, step.id, found.failure);
  }
  tellEnd(run, step, { durationMs: run.clock.now() - startedAt, found: true, evidence });
  return success(evidence);
}

/**
 * Reports the failure to journal and listeners. A journal that cannot be written does not hide the failure itself. A
 * look that the operator's Ctrl-C interrupted is an interruption.
 */
export function failStep(run: Run, id: StepId, seen: Failure): { readonly ok: false; readonly failure: Failure } {
  const isCut = run.interrupts.soft.aborted && seen.kind === 'connection-lost';
  const failure: Failure = isCut ? interrupted(run, id, 'during') : seen;
  if (failure.kind !== 'interrupted' && failure.kind !== 'journal-unwritable') {
    run.journal.append({ kind: 'failed', step: id, failure: run.scrubFailure(failure) });
  }
  run.emit({ type: 'step-failed', step: id, failure });
  return { ok: false, failure };
}
