import { join } from 'node:path';
import { EXIT_CODES, isOutcomeKind } from '../model/outcome.ts';
import type { RunListing } from '../model/run-listing.ts';
import { painted, table } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { durationText, listed, numberText } from './units.ts';

/** The place searched for runs. */
export interface RunsPlace {
  readonly directory: string;
  /** Restricts the list to the runs of this cluster. `undefined` lists all runs. */
  readonly cluster: string | undefined;
  /** Every cluster with runs in the directory. */
  readonly clusters: readonly string[];
}

/** Past runs, two lines each. The second line has the outcome and the keys. Ends with a line feed. */
export function runsText(runs: readonly RunListing[], place: RunsPlace, { style }: RenderOptions): string {
  if (runs.length === 0) return `${printableLine(noneText(place))}\n`;
  const headings = ['begun (UTC)', 'cluster', 'run', 'worked', 'Secrets'];
  const rows = [headings.map((heading) => painted(style.dim, heading)), ...runs.map(rowOf)];
  const [head = '', ...lines] = table(rows).split('\n');
  const entries = runs.flatMap((run, index) => [lines[index] ?? '', `  ${printableLine(endingText(run))}`]);
  // Printed once, because a path in every row would exceed the width of a terminal.
  const journals = printableLine(join(place.directory, 'runs', 'CLUSTER', 'RUN', 'journal.ndjson'));
  const report = 'The report of one: keyturn runs show RUN (the end of its name is enough, or the word last)';
  return `${[head, ...entries].join('\n')}\n\n${report}\nThe journal of each: ${journals}\n`;
}

function rowOf({ runId, cluster, startedAt, summary }: RunListing): readonly string[] {
  const census = summary?.after ?? summary?.before;
  return [
    startedAt === undefined ? 'unknown' : startedAt.slice(0, 16).replace('T', ' '),
    cluster,
    runId,
    summary === undefined ? '' : durationText(summary.durationMs),
    census === undefined ? '' : numberText(census.total),
  ];
}

/** How the run ended, with the exit code of its last process, by whom, and which key it replaced. */
function endingText({ outcome, summary }: RunListing): string {
  const ending = summary?.parts.at(-1)?.ending;
  const code = ending !== undefined && isOutcomeKind(ending) ? ` (exit ${EXIT_CODES[ending].code})` : '';
  const keys = summary === undefined ? '' : `; ${summary.oldKey} -> ${summary.newKey ?? 'none yet'}`;
  const operator = summary?.parts.findLast((part) => part.operator !== undefined)?.operator;
  const by = operator === undefined ? '' : `, by ${operator}`;
  return `${outcomeWord(outcome)}${code}${by}${keys}`;
}

function noneText({ directory, cluster, clusters }: RunsPlace): string {
  if (cluster === undefined || clusters.length === 0) return `No runs in ${directory}.`;
  return `No runs of cluster ${cluster} in ${directory}; there are runs of ${listed(clusters)}.`;
}

function outcomeWord(outcome: RunListing['outcome']): string {
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
      return isOutcomeKind(outcome) ? EXIT_CODES[outcome].meaning : outcome;
  }
}
