import type { Event, RunEndedEvent } from '../model/event.ts';
import { eventText } from './event-text.ts';
import { printableLine } from './printable.ts';
import type { Reporter, Write } from './reporter.ts';

/** The destination and the clock of a quiet log. */
export interface LogReporterOptions {
  readonly write: Write;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Receives the end of the run. */
  readonly onEnd: (event: RunEndedEvent) => void;
}

/** Waiting and counting are reported only after this many ms without any line. */
const QUIET_MS = 10_000;

/** Line by line, for files, pipes and CI. Each step has a line at its start and a line at its end. */
export function createLogReporter({ write, now, onEnd }: LogReporterOptions): Reporter {
  let lastLineAt = 0;
  return {
    emit: (event) => {
      if (event.type === 'run-ended') onEnd(event);
      if (isFrequent(event) && now() - lastLineAt < QUIET_MS) return;
      const text = eventText(event);
      if (text === undefined) return;
      lastLineAt = now();
      write(`${clockText(lastLineAt)} ${printableLine(text)}\n`);
    },
    close: () => undefined,
  };
}

function isFrequent(event: Event): boolean {
  return event.type === 'waiting' || event.type === 'rewrite-progress' || event.type === 'read-back-progress';
}

/** `02:15:07Z`. The time is always UTC, because operators compare times of several machines. */
function clockText(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)}Z`;
}
