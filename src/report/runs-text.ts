import { join } from 'node:path';
import type { OutcomeKind } from '../model/outcome.ts';
import { EXIT_CODES } from '../model/outcome.ts';
import { painted, table } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { listed } from './units.ts';

/** A past run in the list. */
export interface ListedRun {
  readonly runId: string;
  readonly cluster: string;
  /** ISO 8601. */
  readonly startedAt: string | undefined;
  readonly outcome: OutcomeKind | 'unfinished' | 'running' | 'never-began' | 'unreadable' | 'given-up';
  readonly journal: string;
}

/** The place searched for runs. */
export interface RunsPlace {
  readonly directory: string;
  /** Restricts the list to the runs of this cluster. `undefined` lists all runs. */
  readonly cluster: string | undefined;
  /** Every cluster with runs in the directory. */
  readonly clusters: readonly string[];
}

/** Past runs, one a line. Ends with a line feed. */
export function runsText(runs: readonly ListedRun[], place: RunsPlace, { style }: RenderOptions): string {
  if (runs.length === 0) return `${printableLine(noneText(place))}\n`;
  const rows = runs.map(({ runId, cluster, startedAt, outcome }) => [
    startedAt ?? 'unknown',
    cluster,
    runId,
    outcomeWord(outcome),
  ]);
  const headings = ['begun', 'cluster', 'run', 'outcome'].map((heading) => painted(style.dim, heading));
  // Printed once, because a path in every row would exceed the width of a terminal.
  const journals = printableLine(join(place.directory, 'runs', 'CLUSTER', 'RUN', 'journal.ndjson'));
  return `${table([headings, ...rows])}\n\nThe journal of each: ${journals}\n`;
}

function noneText({ directory, cluster, clusters }: RunsPlace): string {
  if (cluster === undefined || clusters.length === 0) return `No runs in ${directory}.`;
  return `No runs of cluster ${cluster} in ${directory}; there are runs of ${listed(clusters)}.`;
}

function outcomeWord(outcome: ListedRun['outcome']): string {
  switch (outcome) {
    case 'unfinished':
      return 'not finished: resume it';
    case 'running':
      return 'running now';
    case 'never-began':
      return 'never began: nothing was sent';
    case 'unreadable':
      return 'the journal is damaged';
    case 'given-up':
      return 'not finished, and given up';
    default:
      // A journal of another version may have an outcome unknown to this version.
      return Object.hasOwn(EXIT_CODES, outcome) ? EXIT_CODES[outcome].meaning : outcome;
  }
}
