import type { RunSummary } from '../model/run-summary.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Reporter, Write } from './reporter.ts';
import type { Event } from '../model/event.ts';
import { jsonText } from '../model/json-text.ts';

/** The destination of the lines. */
export interface NdjsonReporterOptions {
  readonly write: Write;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Informs a person on the other stream. */
  readonly onOutcome: (outcome: Outcome, summary: RunSummary | undefined) => void;
}

/** `--output ndjson`. Every event becomes one versioned line at once. */
export function createNdjsonReporter({ write, now, onOutcome }: NdjsonReporterOptions): Reporter {
  return {
    emit: (event) => {
      write(eventLine(event, now()));
      if (event.type === 'run-ended') onOutcome(event.outcome, event.summary);
    },
    close: () => undefined,
  };
}

/**
 * Name and version of a line's form. A version may gain fields. No field of a version is renamed, removed, or given
 * another meaning.
 */
export const EVENT_SCHEMA = 'keyturn.event/1';

/** An event as a line of NDJSON with its line feed. Fields with the value `undefined` are left out. */
export function eventLine(event: Event, atMs: number): string {
  return `${jsonText({ schema: EVENT_SCHEMA, at: new Date(atMs).toISOString(), ...event })}\n`;
}
