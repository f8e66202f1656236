import type { RunEndedEvent } from '../model/event.ts';
import { eventText } from './event-text.ts';
import { printableLine } from './printable.ts';
import type { Reporter, Write } from './reporter.ts';

/** Where the lines go. */
export interface ProgressReporterOptions {
  readonly write: Write;
  /** Told what ends the command. */
  readonly onEnd: (event: RunEndedEvent) => void;
}

const LINES_IN_ALL = 10;

/** Whether a count that went from `before` to `now` has come past another tenth of all. */
export function reachesAnotherTenth(before: number, now: number, total: number): boolean {
  const tenths = (amount: number): number => Math.floor((amount * LINES_IN_ALL) / total);
  return tenths(now) > tenths(before);
}

/** For a command that only asks, where nobody watches a terminal: how far the long part is, ten lines a server at most, and nothing else. */
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
