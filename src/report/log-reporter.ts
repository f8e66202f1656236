import type { Event, RunEndedEvent } from '../model/event.ts';
import { eventText } from './event-text.ts';
import { printableLine } from './printable.ts';
import type { Reporter, Write } from './reporter.ts';

/** Where a quiet log goes, and what the time is. */
export interface LogReporterOptions {
  readonly write: Write;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Told what ends the run. */
  readonly onEnd: (event: RunEndedEvent) => void;
}

/** Waiting and counting are told only when nothing else was for this long. */
const QUIET_MS = 10_000;

/** Line by line, for files, pipes and CI: one line when a step starts, one when it ends. */
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

/** `02:15:07Z`: times of several machines are compared, so always UTC. */
function clockText(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)}Z`;
}
