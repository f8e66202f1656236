import type { Emit } from '../model/event.ts';

/** Takes a text and never throws. */
export type Write = (text: string) => void;

/** Reports events as they happen. */
export interface Reporter {
  readonly emit: Emit;
  /** Restores the terminal and closes files. Safe to call twice. */
  close(): void;
  /** Takes a drawn view off the screen, for a process that is about to be stopped. The next picture brings the view back. */
  suspend?(): void;
}

/** Several reporters as one. A reporter that throws is left out afterwards, because no listener may break a run. */
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
