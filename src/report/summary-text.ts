import type { RunSummary } from '../model/run-summary.ts';
import type { Census } from '../model/facts.ts';
import type { OutcomeKind } from '../model/outcome.ts';
import { remnantsText } from './datastore-text.ts';
import { table, wrap } from './layout.ts';
import { leftOutLines } from './left-out-text.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { sealedLines } from './sealed-text.ts';
import { count, durationText, numberText } from './units.ts';

/** The closing figures of a run that reached a change. Ends with a line feed. */
export function summaryText(summary: RunSummary, outcome: OutcomeKind, options: RenderOptions): string {
  const { style, width } = options;
  const proven = summary.after !== undefined;
  return [
    '',
    style.bold(`Run ${summary.runId}`),
    table(
      [
        ['duration', workText(summary)],
        ['old key', printableLine(summary.oldKey)],
        ['new key', printableLine(summary.newKey ?? 'none yet')],
        ['snapshots', summary.snapshots.length === 0 ? 'none' : printableLine(summary.snapshots.join(', '))],
        ...(summary.backupReference === undefined ? [] : [['backup', printableLine(summary.backupReference)]]),
        ['journal', summary.journal],
      ],
      '  ',
    ),
    '',
    style.bold('Secrets, per key'),
    censusTable(summary.before, summary.after),
    ...(proven ? [wrap(CANARIES, width, '  ')] : []),
    '',
    style.bold('Outage per server, as seen by this run'),
    outageTable(summary),
    wrap(OUTAGE, width, '  '),
    ...killedLine(summary).map((line) => wrap(line, width, '  ')),
    ...refusedLines(summary, options),
    ...(proven
      ? [
          '',
          ...[proofLine(summary, style.green, style.red), ...readBackLine(summary), ...remnantsLine(summary)].map(
            (line) => wrap(line, width),
          ),
        ]
      : []),
    ...leftOutLines(summary.leftOut, outcome === 'done' ? 'ended' : 'not-ended', options),
    ...sealedLines(summary.sealedCopies, outcome === 'done' ? 'ended' : 'not-ended', options),
    '',
  ].join('\n');
}

/** The time between two parts of a resumed run is nobody's work. */
function workText({ durationMs, parts }: RunSummary): string {
  if (parts.length < 2) return durationText(durationMs);
  const [first, last] = [parts[0], parts.at(-1)];
  const span =
    first === undefined || last === undefined ? '' : `, ${clockText(first.from)} to ${clockText(last.until)}`;
  return `${durationText(durationMs)} of work in ${parts.length} parts${span}`;
}

/** A reader who compares the totals would look for the canaries. */
const CANARIES =
  "Among those after are keyturn's own canaries, one per apiserver at most; the run removes them at its end.";

function censusTable(before: Census | undefined, after: Census | undefined): string {
  const keys = [...new Set([...Object.keys(before?.byKey ?? {}), ...Object.keys(after?.byKey ?? {})])].sort();
  const row = (name: string, pick: (census: Census) => number): readonly string[] => [
    printableLine(name),
    ...[before, after].map((census) => (census === undefined ? 'not counted' : numberText(pick(census)))),
  ];
  return table(
    [
      ['key', 'before', 'after'],
      ...keys.map((key) => row(key, (census) => census.byKey[key] ?? 0)),
      ...((before?.plaintext ?? 0) + (after?.plaintext ?? 0) > 0
        ? [row('not encrypted', ({ plaintext }) => plaintext)]
        : []),
      ...((before?.unknown ?? 0) + (after?.unknown ?? 0) > 0 ? [row('unknown prefix', ({ unknown }) => unknown)] : []),
      row('total', ({ total }) => total),
    ],
    '  ',
  );
}

/** Writes may have been refused even if every apiserver answered. */
const OUTAGE =
  'That is how long the apiserver there did not answer keyturn. Writes that were refused and reads that failed are not in it.';

function refusedLines({ refusedWrites }: RunSummary, { style, width }: RenderOptions): readonly string[] {
  if (refusedWrites.length === 0) return [];
  const lines = refusedWrites.map(({ from, until }) =>
    until === undefined
      ? style.red(`from ${clockText(from)} on; that they are let through again was not seen`)
      : `for ${durationText(Date.parse(until) - Date.parse(from))}, from ${clockText(from)} to ${clockText(until)}`,
  );
  return ['', style.bold('Writes of Secrets were refused'), ...lines.map((line) => wrap(line, width, '  '))];
}

/** A time in whole seconds, UTC. */
function clockText(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`;
}

function outageTable({ outages }: RunSummary): string {
  if (outages.length === 0) return '  none measured';
  return table(
    outages.map(({ server, ms }) => [server, ms === 0 ? 'none' : durationText(ms)]),
    '  ',
  );
}

function proofLine(
  { after, oldKey, newKey }: RunSummary,
  good: (text: string) => string,
  bad: (text: string) => string,
): string {
  const byKey = Object.entries(after?.byKey ?? {});
  const underOld = sum(byKey.filter(([label]) => label.endsWith(`/${oldKey}`)));
  const underNew = sum(byKey.filter(([label]) => newKey !== undefined && label.endsWith(`/${newKey}`)));
  const text = `Proof: ${count(underOld, 'Secret')} under the old key, ${numberText(underNew)} of ${count(after?.total ?? 0, 'Secret')} under the new key.`;
  return underOld === 0 && underNew === after?.total ? good(text) : bad(text);
}

function killedLine({ killedProcesses: killed }: RunSummary): readonly string[] {
  if (killed === 0) return [];
  const whose =
    killed === 1 ? '1 earlier process of this run that was' : `${killed} earlier processes of this run that were`;
  return [`Not counted: ${whose} killed.`];
}

/** The words for a sample claim only the sample. */
function readBackLine({ readBack }: RunSummary): readonly string[] {
  if (readBack === undefined) return [];
  const { sample, total, apiservers } = readBack;
  const through = apiservers === 1 ? 'the apiserver' : `each of ${apiservers} apiservers`;
  const how = sample === total ? 'All' : numberText(sample);
  return [`${how} of ${count(total, 'Secret')} read back one by one through ${through}.`];
}

/** What the proof leaves out. The current values are under the new key, and older values in the database may not be. */
function remnantsLine({ remnants }: RunSummary): readonly string[] {
  return remnants === undefined ? [] : [remnantsText(remnants)];
}

function sum(entries: readonly (readonly [string, number])[]): number {
  return entries.reduce((total, [, amount]) => total + amount, 0);
}
