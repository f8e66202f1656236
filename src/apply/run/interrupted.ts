import type { Failure } from '../../model/failure.ts';
import { STOP_SIGNALS, type StoppedAt, type StopSignal } from '../../model/failures/run.ts';
import type { StepId } from '../../model/step.ts';
import { parseStepId } from '../../model/step-id.ts';
import { beforeActOf } from '../journal/journal-queries.ts';
import type { Run } from './run.ts';

/**
 * Where Ctrl-C stopped a run. `phase` is the place of this process in the step. A step that the journal intended may
 * have been sent, by this process or an earlier process, and is reported as sent.
 */
export function interrupted(
  { journal, interrupts }: Pick<Run, 'journal' | 'interrupts'>,
  step: StepId,
  phase: Exclude<StoppedAt['phase'], 'sent'>,
): Failure {
  // A wait for a load sends nothing that could still be at work.
  const isIntended = parseStepId(step)?.kind !== 'loaded' && beforeActOf(journal.lines, step) !== undefined;
  return { kind: 'interrupted', at: { step, phase: isIntended ? 'sent' : phase }, ...stoppedBy(interrupts.soft) };
}

/** Ctrl-C stopped a command before its run began or was resumed. */
export function interruptedEarly(soft: AbortSignal): Failure {
  return { kind: 'interrupted', at: undefined, ...stoppedBy(soft) };
}

/** The signal behind an aborted signal of `watchInterrupts`, as part of the failure `interrupted`. */
export function stoppedBy({ reason }: AbortSignal): { readonly by?: StopSignal } {
  const by = STOP_SIGNALS.find((signal) => signal === reason);
  return by === undefined ? {} : { by };
}
