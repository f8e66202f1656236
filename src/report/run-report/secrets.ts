import type { Census } from '../../model/facts.ts';
import type { RunReport } from '../../model/run-report.ts';
import { remnantsText } from '../datastore-text.ts';
import { stepTitle } from '../step-text.ts';
import { numberText, instantText } from '../units.ts';
import { text, type Block, type Section } from './document.ts';

/** How many Secrets were under which key, before and after. */
export function secretsSection({ summary }: RunReport): Section {
  const { before, after, remnants } = summary;
  return {
    title: 'Secrets per key',
    blocks: [
      censusTable(before, after),
      { kind: 'picture', of: 'secrets' },
      text(
        after === undefined
          ? 'The run has not reached its proof, so that nothing was counted at its end.'
          : 'Among those after are the canaries of the run, one per apiserver at most. The run removes them at its end.',
      ),
      ...(remnants === undefined ? [] : [text(remnantsText(remnants))]),
    ],
  };
}

/** Every count in the datastore. */
export function countsSection({ counts }: RunReport): Section {
  return { title: 'Counts in the datastore', blocks: [countsTable(counts)], isRecord: true };
}

/** The keys of both counts, then what is under no key. */
function censusTable(before: Census | undefined, after: Census | undefined): Block {
  const keys = keysOf([before, after]);
  const row = (name: string, pick: (census: Census) => number): readonly string[] => [
    name,
    ...[before, after].map((census) => (census === undefined ? 'not counted' : numberText(pick(census)))),
  ];
  const sum = (pick: (census: Census) => number): number =>
    [before, after].reduce((total, census) => total + (census === undefined ? 0 : pick(census)), 0);
  return {
    kind: 'table',
    head: ['key', 'before', 'after'],
    numeric: [1, 2],
    rows: [
      ...keys.map((key) => row(key, ({ byKey }) => byKey[key] ?? 0)),
      ...(sum(({ plaintext }) => plaintext) > 0 ? [row('not encrypted', ({ plaintext }) => plaintext)] : []),
      ...(sum(({ unknown }) => unknown) > 0 ? [row('unknown prefix', ({ unknown }) => unknown)] : []),
      row('total', ({ total }) => total),
    ],
  };
}

function countsTable(counts: RunReport['counts']): Block {
  const keys = keysOf(counts.map(({ census }) => census));
  return {
    kind: 'table',
    head: ['when (UTC)', 'at', ...keys, 'total'],
    numeric: [...keys, 'total'].map((_, index) => index + 2),
    rows: counts.map(({ at, step, census }) => [
      instantText(at),
      step === undefined ? 'the start of the run' : stepTitle(step),
      ...keys.map((key) => numberText(census.byKey[key] ?? 0)),
      numberText(census.total),
    ]),
  };
}

function keysOf(counts: readonly (Census | undefined)[]): readonly string[] {
  return [...new Set(counts.flatMap((census) => Object.keys(census?.byKey ?? {})))].sort();
}
