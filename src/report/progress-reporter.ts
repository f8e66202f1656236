import type { RunEndedEvent } from '../model/event.ts';
import { eventText } from './event-text.ts';
import { printableLine } from './printable.ts';
import type { Reporter, Write } from './reporter.ts';

/** The destination of the lines. */
export interface ProgressReporterOptions {
  readonly write: Write;
  /** Receives the end of the command. */
  readonly onEnd: (event: RunEndedEvent) => void;
}

const LINES_IN_ALL = 10;

/** Whether a count that rose from `before` to `now` passed another tenth of `total`. */
export function reachesAnotherTenth(before: number, now: number, total: number): boolean {
  const tenths = (amount: number): number => Math.floor((amount * LINES_IN_ALL) / total);
  return tenths(now) > tenths(before);
}

/**
 * For a command that only asks questions, without a terminal. Reports only the progress of the long part, with at most
 * ten lines a server.
 */
export function createProgressReporter({ write, onEnd }: ProgressReporterOptions): Reporter {
  const readThrough = new Map<string, number>();
  return {
    emit: (event) => {
      if (event.type === 'run-ended') onEnd(event);
      if (event.type !== 'read-back-progress') return;
      const { server, read, total } = event;
      const before = readThrough.get(server) ?? 0;
      readThrough.set(server, read);
      if (reachesAnotherTenth(before, read, total)) write(`${printableLine(eventText(event) ?? '')}\n`);
    },
    close: () => undefined,
  };
}
