import type { StepId } from '../../model/step.ts';
import { beforeActOf, intendedAtMs } from '../journal/journal-queries.ts';
import { serverFacts, type Run } from './run.ts';

/**
 * Converts a moment of our clock to the clock of a server, s since the epoch, by the difference found when facts were
 * gathered.
 */
export function onHostClock(run: Run, server: string, ourMs: number): number {
  return (ourMs + serverFacts(run, server).clockOffsetMs) / 1_000;
}

/** The parts of a run that say when a command was intended. */
interface Intended extends Pick<Run, 'plan' | 'facts'> {
  readonly journal: Pick<Run['journal'], 'lines'>;
}

/**
 * When a stage command was last intended, by our clock, ms. The time is derived from the leader's clock at the
 * intention, because the operator's machine may have changed, or its clock may have been set.
 */
export function commandIntendedAt(run: Intended, step: StepId): number | undefined {
  const { leader } = run.plan;
  const before = beforeActOf(run.journal.lines, step);
  if (before?.kind !== 'transient-unit' || before.leaderSeconds === undefined) {
    return intendedAtMs(run.journal.lines, step);
  }
  return before.leaderSeconds * 1_000 - serverFacts(run, leader).clockOffsetMs;
}
