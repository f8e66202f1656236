import type { Diagnosis, Severity } from '../model/diagnosis.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { ServersUnasked } from '../model/failures/run.ts';
import type { Hints } from './hints.ts';
import { item, wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import { signatureText } from './signature-words.ts';
import type { Style } from './style.ts';
import { count, numberText } from './units.ts';

/** What was read, and what is wrong. */
export interface Examined {
  readonly facts: ClusterFacts;
  readonly unasked: ServersUnasked['servers'];
  readonly diagnoses: readonly Diagnosis[];
}

type Options = RenderOptions & { readonly hints: Hints };

/** Evidence beyond this number is only in `--output json`. */
const EVIDENCE_SHOWN = 8;

/** The diagnoses, each with evidence, what to do and what not to do, then what is in order. Ends with a line feed. */
export function doctorText(examined: Examined, options: Options): string {
  const { facts, diagnoses } = examined;
  const { style, width } = options;
  const parts = healthParts(examined);
  const inOrder = parts.length === 0 ? [] : [wrap(`In order: ${parts.join('; ')}.`, width)];
  if (diagnoses.length === 0) {
    return [style.green(`Cluster ${facts.cluster}: nothing is wrong.`), ...inOrder, ''].join('\n');
  }
  return [
    style.bold(`Cluster ${facts.cluster}: ${count(diagnoses.length, 'thing')} to know, the most urgent first.`),
    '',
    ...diagnoses.flatMap((diagnosis) => [...diagnosisLines(diagnosis, options), '']),
    ...inOrder,
    'Nothing has been changed.',
    '',
  ].join('\n');
}

function diagnosisLines(diagnosis: Diagnosis, options: Options): readonly string[] {
  const { style, width, hints } = options;
  const { what, meaning, next, not } = signatureText(diagnosis, hints);
  const head = `${HEADS[diagnosis.severity]}: ${printableLine(what)}.`;
  const shown = diagnosis.evidence.slice(0, EVIDENCE_SHOWN);
  const left = diagnosis.evidence.length - shown.length;
  return [
    ...wrap(head, width).split('\n').map(paintOf(diagnosis.severity, style)),
    ...meaning.map((line) => wrap(printableLine(line), width, '  ')),
    ...shown.map((line) => wrap(printableLine(line), width, '    ')),
    ...(left > 0 ? [`    (and ${numberText(left)} more)`] : []),
    ...next.map((line) => adviceText(printableLine(line), options)),
    ...not.map((line) => item(printableLine(line), { bullet: style.red('do not:'), width, indent: '  ' })),
    style.dim(wrap([diagnosis.id, ...diagnosis.source].join(', '), width, '    ')),
  ];
}

const HEADS: Readonly<Record<Severity, string>> = {
  danger: 'DANGER',
  broken: 'BROKEN',
  waiting: 'WAIT',
  caution: 'BEFORE THE NEXT ROTATION',
};

function paintOf(severity: Severity, style: Style): (text: string) => string {
  switch (severity) {
    case 'danger':
      return style.red;
    case 'waiting':
      return style.cyan;
    default:
      return style.yellow;
  }
}

/** What is in order, part by part. A part that could not be read is not in order. */
export function healthParts({ facts, unasked, diagnoses }: Examined): readonly string[] {
  const { servers, etcd, census, nodes } = facts;
  const total = servers.length + unasked.length;
  const running = servers.filter(({ unit }) => unit.activeState === 'active').length;
  const members = etcd?.members ?? [];
  const healthy = members.filter((member) => member.healthy).length;
  const ready = nodes.filter((node) => node.ready).length;
  const planes = servers.filter(({ apiserver }) => apiserver !== undefined);
  const serving = planes.filter(({ apiserver }) => apiserver?.ready === true).length;
  const keys = Object.keys(census?.byKey ?? {});
  const inTrouble = new Set(diagnoses.flatMap((diagnosis) => diagnosis.servers));
  const untouched = servers.filter(({ name }) => !inTrouble.has(name)).length;
  return [
    ...(running > 0 && running === total ? [`${count(running, 'service')} running`] : []),
    ...(serving > 0 && serving === planes.length ? [`${count(serving, 'apiserver')} ready`] : []),
    ...(ready > 0 && ready === nodes.length ? [`${count(ready, 'Node')} Ready`] : []),
    ...(healthy > 0 && healthy === members.length ? [`${count(healthy, 'etcd member')} healthy`] : []),
    ...(census !== undefined && keys.length === 1 && census.plaintext + census.unknown === 0
      ? [`${count(census.total, 'Secret')} under the one key ${printableLine(keys[0] ?? '')}`]
      : []),
    ...(diagnoses.length > 0 && untouched > 0 ? [`nothing special on ${count(untouched, 'server')}`] : []),
  ];
}
