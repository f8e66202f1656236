import type { OutcomeKind } from '../../model/outcome.ts';
import type { RunSummary } from '../../model/run-summary.ts';
import { remnantsText } from '../datastore-text.ts';
import { wrap } from '../layout.ts';
import { leftOutLines } from '../left-out-text.ts';
import { printableLine } from '../printable.ts';
import { keysAtEndText } from '../keys-at-end-text.ts';
import { changedText } from './changed.ts';
import { outageText, readsText, refusedText } from './impact.ts';
import { keptRows } from './kept.ts';
import { rowText, type Row, type SummaryOptions } from './row.ts';
import { proofText, secretsText } from './secrets.ts';
import { timeText, whenText } from './time.ts';
import { verdictText } from './verdict.ts';

/**
 * The closing figures of a run, on one screen: the verdict, the figures, and what the run leaves behind. A run of many
 * servers has no more lines than a run of three. Ends with a line feed.
 */
export function summaryText(summary: RunSummary, outcome: OutcomeKind, options: SummaryOptions): string {
  const { style, width } = options;
  const isDone = outcome === 'done';
  const verdict = verdictText(summary, outcome);
  return [
    '',
    style.bold((isDone ? style.green : style.red)(wrap(verdict, width))),
    '',
    ...(isDone ? doneRows(summary, options) : stoppedRows(summary, outcome, options)).map((row) => rowText(row, width)),
    ...leftOutLines(summary.leftOut, isDone ? 'ended' : 'not-ended', options),
    '',
    style.bold('Kept on purpose'),
    ...keptRows(summary, isDone, options).map((row) => rowText(row, width)),
    '',
  ].join('\n');
}

function doneRows(summary: RunSummary, options: SummaryOptions): readonly Row[] {
  return [
    ...headRows(summary),
    secretsRow(summary, options),
    ...row('proof', proofText(summary)),
    ...impactRows(summary, options),
    ...row('time', timeText(summary)),
    ...row('database', summary.remnants === undefined ? undefined : remnantsText(summary.remnants)),
  ];
}

/**
 * The state of the keys comes first, because the reader must know whether the cluster can stay as it is. The advice to
 * resume says the same of the state, once.
 */
function stoppedRows(summary: RunSummary, outcome: OutcomeKind, options: SummaryOptions): readonly Row[] {
  const isAdvised = outcome === 'stopped-resumable' || outcome === 'interrupted';
  return [
    ...(isAdvised ? [] : [{ name: 'state', text: keysAtEndText(summary.keys) }]),
    { name: 'changed', text: changedText(summary) },
    ...headRows(summary),
    secretsRow(summary, options),
    ...row('proof', proofText(summary)),
    ...impactRows(summary, options),
  ];
}

function headRows(summary: RunSummary): readonly Row[] {
  const { oldKey, newKey } = summary;
  return [
    { name: 'run', text: summary.runId },
    { name: 'key', text: printableLine(`${oldKey} -> ${newKey ?? 'none yet'}`) },
    { name: 'when', text: whenText(summary) },
  ];
}

function secretsRow(summary: RunSummary, { style }: SummaryOptions): Row {
  const { text, isGood } = secretsText(summary);
  return { name: 'Secrets', text, ...(isGood ? {} : { paint: style.red }) };
}

function impactRows(summary: RunSummary, { style }: SummaryOptions): readonly Row[] {
  const refused = refusedText(summary);
  return [
    { name: 'outage', text: outageText(summary) },
    { name: 'writes', text: refused.text, ...(refused.isOpen ? { paint: style.red } : {}) },
    ...row('reads', readsText(summary)),
  ];
}

function row(name: string, text: string | undefined): readonly Row[] {
  return text === undefined ? [] : [{ name, text }];
}
