import type { Event, RunEndedEvent } from '../model/event.ts';
import { eventText } from './event-text.ts';
import type { Every } from './live-reporter.ts';
import { liveState, see, type LiveState } from './live-state.ts';
import { lastingLogLines, signOfLife } from './log-text.ts';
import { printableLine } from './printable.ts';
import type { Reporter, Write } from './reporter.ts';
import { clockText } from './stage-text.ts';

/** The destination and the clock of a quiet log. */
export interface LogReporterOptions {
  readonly write: Write;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly every: Every;
  /** Whether lines begin with the time. The default is yes. */
  readonly stamps?: boolean;
  /** Receives the end of the run. */
  readonly onEnd: (event: RunEndedEvent) => void;
}

/** Waiting and counting are reported only after this many ms without any line. */
const QUIET_MS = 10_000;
/** In a run a line is written at least this often, ms. */
const SILENT_MS = 60_000;
const LOOK_MS = 5_000;

/**
 * Line by line, for files, pipes and CI. Each step has a line at its start and a line at its end, each stage a line at
 * its start, and in a run no minute is without a line.
 */
export function createLogReporter({ write, now, every, stamps = true, onEnd }: LogReporterOptions): Reporter {
  let lastLineAt = 0;
  let state: LiveState | undefined;
  let stopLooking: (() => void) | undefined;
  const tell = (text: string): void => {
    lastLineAt = now();
    write(`${stamps ? `${clockText(lastLineAt)} ` : ''}${printableLine(text)}\n`);
  };
  const look = (): void => {
    if (state !== undefined && now() - lastLineAt >= SILENT_MS) tell(signOfLife(state, now()));
  };
  const close = (): void => {
    stopLooking?.();
    stopLooking = undefined;
    state = undefined;
  };
  return {
    emit: (event) => {
      if (event.type === 'run-ended') {
        close();
        onEnd(event);
      }
      const before = state;
      if (event.type === 'run-started' || event.type === 'run-resumed') {
        state = liveState(event, now());
        stopLooking ??= every(LOOK_MS, look);
      } else if (state !== undefined) state = see(state, event, now());
      if (isFrequent(event) && now() - lastLineAt < QUIET_MS) return;
      const lines = state === undefined ? [] : lastingLogLines(event, before, state);
      const text = lines.length === 0 ? eventText(event) : undefined;
      for (const line of text === undefined ? lines : [text]) tell(line);
    },
    close,
  };
}

function isFrequent(event: Event): boolean {
  if (event.type === 'reconnecting') return (event.elapsedMs ?? 0) > 0;
  return event.type === 'waiting' || event.type === 'rewrite-progress' || event.type === 'read-back-progress';
}
