import type { RunSummary } from '../model/run-summary.ts';
import type { Outcome } from '../model/outcome.ts';
import { eventLine } from './event-line.ts';
import type { Reporter, Write } from './reporter.ts';

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
