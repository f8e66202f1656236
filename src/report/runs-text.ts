import type { OutcomeKind } from '../model/outcome.ts';
import { EXIT_CODES } from '../model/outcome.ts';
import { painted, table } from './layout.ts';
import type { RenderOptions } from './render-error.ts';

/** A past run as it is listed. */
export interface ListedRun {
  readonly runId: string;
  readonly cluster: string;
  /** ISO 8601. */
  readonly startedAt: string | undefined;
  readonly outcome: OutcomeKind | 'unfinished' | 'unreadable';
  readonly journal: string;
}

/** Past runs, one a line. Ends with a line feed. */
export function runsText(runs: readonly ListedRun[], directory: string, { style }: RenderOptions): string {
  if (runs.length === 0) return `No runs in ${directory}.\n`;
  const rows = runs.map(({ runId, cluster, startedAt, outcome, journal }) => [
    startedAt ?? 'unknown',
    cluster,
    runId,
    outcomeWord(outcome),
    journal,
  ]);
  return `${table([['begun', 'cluster', 'run', 'outcome', 'journal'].map((heading) => painted(style.dim, heading)), ...rows])}\n`;
}

function outcomeWord(outcome: ListedRun['outcome']): string {
  if (outcome === 'unfinished') return 'not finished: resume it';
  return outcome === 'unreadable' ? 'the journal is damaged' : EXIT_CODES[outcome].meaning;
}
