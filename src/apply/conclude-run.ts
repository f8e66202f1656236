import type { JournalLine, JournalRecord } from '../model/journal.ts';
import { outcomeOf, type Outcome } from '../model/outcome.ts';
import type { RunSummary } from '../model/run-summary.ts';
import type { Executed } from './execute-run.ts';
import type { Journal } from './journal/journal.ts';
import type { JournalMirror } from './journal/journal-mirror.ts';
import { hasIntentions } from './journal/journal-queries.ts';
import type { ClusterLock } from './locks/cluster-lock.ts';
import type { LocalLock } from './locks/local-lock.ts';
import { stoppedBy } from './run/interrupted.ts';
import { scrubbedFailure } from './run/run.ts';
import type { RunOptions } from './rotate-options.ts';

/** What a run holds until its end. */
export interface HeldByRun {
  readonly journal: Journal;
  readonly mirror: JournalMirror;
  readonly lock: ClusterLock;
  readonly localLock: Pick<LocalLock, 'lost'>;
}

/** How a run ended, with its closing figures. */
export interface Concluded {
  readonly outcome: Outcome;
  readonly summary: RunSummary | undefined;
}

/**
 * Writes the last line of this process here, then to the mirror, and gives the Lease back only afterwards. The mirror is
 * written only while the Lease is certainly ours. A machine that slept while another machine took over the run must not
 * write its own end into the mirror of the other.
 */
export async function concludeRun(
  options: Pick<RunOptions, 'clock' | 'interrupts' | 'scrub'>,
  { journal, mirror, lock, localLock }: HeldByRun,
  executed: Executed,
): Promise<Concluded> {
  const { clock, interrupts, scrub } = options;
  const context = { signal: interrupts.hard, clock };
  try {
    // Asked once. A cluster that does not answer now must not hold up the end of the run.
    const unheld = localLock.lost() ?? (await lock.keeper.confirm(interrupts.hard, 0));
    const failure = lock.keeper.lost() ?? executed.failure;
    const outcome: Outcome =
      failure === undefined ? { kind: 'done' } : outcomeOf(failure, hasIntentions(journal.lines));
    const ending: JournalRecord = {
      kind: 'run-ended',
      outcome: outcome.kind,
      outages: executed.outages,
      ...(failure?.kind === 'interrupted' ? stoppedBy(interrupts.soft) : {}),
      ...(failure === undefined ? {} : { failure: scrubbedFailure(failure, scrub) }),
    };
    // A full disk may forbid this line too. The run then counts as unfinished, which is true.
    const written = journal.append(ending, executed.seen);
    if (unheld === undefined) await mirror.catchUp(context, 'last');
    const lines = written.ok ? journal.lines : [...journal.lines, unwrittenLine(journal, ending, clock.now())];
    return { outcome, summary: executed.summary?.(lines) };
  } finally {
    await lock.release(context);
    journal.close();
  }
}

/** The line that could not be written, for the closing figures alone. */
function unwrittenLine({ lines }: Journal, record: JournalRecord, nowMs: number): JournalLine {
  return { sequence: lines.length, at: new Date(nowMs).toISOString(), previous: '', record };
}
