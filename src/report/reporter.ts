import type { Emit } from '../model/event.ts';

/** Takes a text; never throws. */
export type Write = (text: string) => void;

/** Someone who tells what happens. */
export interface Reporter {
  readonly emit: Emit;
  /** Puts the terminal back and lets go of files. Safe to call twice. */
  close(): void;
}

/** Several reporters as one. A reporter that throws is left out from then on: no listener may break a run. */
export function allReporters(reporters: readonly Reporter[]): Reporter {
  const alive = new Set(reporters);
  const each = (act: (reporter: Reporter) => void): void => {
    for (const reporter of alive) {
      try {
        act(reporter);
      } catch {
        alive.delete(reporter);
      }
    }
  };
  return {
    emit: (event) => each((reporter) => reporter.emit(event)),
    close: () => each((reporter) => reporter.close()),
  };
}
