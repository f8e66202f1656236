import { interruptedEarly } from '../apply/run/interrupted.ts';
import type { Emit } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { STOP_SIGNALS, type StopSignal } from '../model/failures/run.ts';
import { failed, type Result } from '../model/result.ts';

/** The source of signals, either `process` or a test. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** How the operator stops a run. */
export interface Interrupts extends Disposable {
  /** Aborted by the first signal, to stop at the next safe point. The reason is the name of the signal. */
  readonly soft: AbortSignal;
  /** Aborted by the second signal, to stop now. The reason is the name of the signal. */
  readonly hard: AbortSignal;
  /** Acts as a signal does, for a Ctrl-C that the terminal passes on as a character. */
  interrupt(): void;
}

/**
 * Listens from now until disposed. `giveUp` is called by the third signal, when stopping at once did not work. The
 * journal already has every important fact (fsynced before each act).
 */
export function watchInterrupts(options: {
  readonly source: SignalSource;
  readonly emit: Emit;
  readonly giveUp: () => void;
}): Interrupts {
  const { source, emit, giveUp } = options;
  const soft = new AbortController();
  const hard = new AbortController();
  const heard = (by: StopSignal): void => {
    // A terminal that is closed may be reported more than once, and nobody is there to press Ctrl-C a second time.
    if (by === 'SIGHUP' && soft.signal.aborted) return;
    if (hard.signal.aborted) {
      giveUp();
      return;
    }
    const isSecond = soft.signal.aborted;
    (isSecond ? hard : soft).abort(by);
    emit({ type: 'interrupt-requested', hard: isSecond, signal: by });
  };
  const listeners = STOP_SIGNALS.map((signal) => ({ signal, listener: () => heard(signal) }));
  for (const { signal, listener } of listeners) source.on(signal, listener);
  return {
    soft: soft.signal,
    hard: hard.signal,
    interrupt: () => heard('SIGINT'),
    [Symbol.dispose]: () => {
      for (const { signal, listener } of listeners) source.off(signal, listener);
    },
  };
}

type Stop = Pick<Interrupts, 'soft'>;

/** The failure of a command, or the interruption where the operator stopped meanwhile. */
export function failureOrInterruption(failure: Failure, { soft }: Stop): Failure {
  return soft.aborted ? interruptedEarly(soft) : failure;
}

/** What was found, unless the operator stopped meanwhile: then servers that nobody asked would pass for silent ones. */
export function unlessInterrupted<T>(found: Result<T>, { soft }: Stop): Result<T> {
  return soft.aborted ? failed(interruptedEarly(soft)) : found;
}
