import type { Emit } from '../model/event.ts';

/** The source of signals, either `process` or a test. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** How the operator stops a run. */
export interface Interrupts extends Disposable {
  /** Aborted by the first signal, to stop at the next safe point. */
  readonly soft: AbortSignal;
  /** Aborted by the second signal, to stop now. */
  readonly hard: AbortSignal;
  /** Acts as a signal does, for a Ctrl-C that the terminal passes on as a character. */
  interrupt(): void;
}

/** A closed terminal means that the operator is gone. The run stops at its next safe point too. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

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
  const listener = (): void => {
    if (hard.signal.aborted) {
      giveUp();
      return;
    }
    const isSecond = soft.signal.aborted;
    (isSecond ? hard : soft).abort();
    emit({ type: 'interrupt-requested', hard: isSecond });
  };
  for (const signal of SIGNALS) source.on(signal, listener);
  return {
    soft: soft.signal,
    hard: hard.signal,
    interrupt: listener,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) source.off(signal, listener);
    },
  };
}
