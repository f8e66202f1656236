import type { OutcomeKind } from './outcome.ts';
import type { RunSummary } from './run-summary.ts';

/** One line of `keyturn runs`. */
export interface RunListing {
  readonly runId: string;
  readonly cluster: string;
  /** ISO 8601. `undefined` where the journal is missing or cannot be read. */
  readonly startedAt: string | undefined;
  /**
   * The outcome as journalled, because another version of keyturn may know more outcomes.
   * - `unfinished`: the journal has no ending.
   * - `running`: the journal has no ending, and a process is at work now.
   * - `never-began`: the process died before its first line, so nothing was sent.
   * - `unreadable`: the journal is damaged.
   * - `given-up`: an operator ended the unfinished run.
   */
  readonly outcome: OutcomeKind | 'unfinished' | 'running' | 'never-began' | 'unreadable' | 'given-up';
  readonly journal: string;
  /** The closing figures so far. `undefined` where the journal, or its plan, cannot be read. */
  readonly summary?: RunSummary;
}
