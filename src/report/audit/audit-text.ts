import type { AuditFindings } from '../../model/audit.ts';
import type { Distribution } from '../../model/cluster.ts';
import type { ServersUnasked } from '../../model/failures/run.ts';
import { distributionText } from '../distribution-text.ts';
import { failureText } from '../failure-text.ts';
import type { Hints } from '../hints.ts';
import { painted, table, wrap, type Cell } from '../layout.ts';
import { adviceText, renderFailure, type RenderOptions } from '../render-error.ts';
import type { Style } from '../style.ts';
import { benchmarkLines } from './benchmark-text.ts';
import { factLines, grouped, totalsText, whereOf, type AuditGroup } from './groups.ts';
import { auditItems } from './items.ts';
import { STATUS_WORDS } from './row-words.ts';

/** What `audit` shows. */
export interface AuditShown {
  readonly distribution: Distribution;
  readonly findings: AuditFindings;
  readonly unasked: ServersUnasked['servers'];
}

/** The failures first, each with evidence, what the guide says and what would mend it. Ends with a line feed. */
export function auditText(
  { distribution, findings, unasked }: AuditShown,
  options: RenderOptions & { readonly hints: Hints },
): string {
  const { style, width, hints } = options;
  const groups = grouped(auditItems({ ...findings, benchmark: undefined }, hints));
  const inFull = groups.filter(({ status }) => status === 'fail' || status === 'unknown');
  const inShort = groups.filter(({ status }) => status === 'pass' || status === 'not-applicable');
  return [
    style.bold(`Audit of cluster ${findings.cluster} (${distributionText(distribution)}), profile ${findings.profile}`),
    '',
    ...unasked.map(({ failure }) => renderFailure(failureText(failure, hints), options)),
    ...inFull.flatMap((group) => [...fullLines(group, options), '']),
    ...(inShort.length === 0 ? [] : [table(inShort.map((group) => shortRow(group, style))), '']),
    wrap(`Guide: ${totalsText(findings.rows)}`, width),
    ...benchmarkLines(findings, options),
    'Nothing has been changed.',
    '',
  ].join('\n');
}

function fullLines(group: AuditGroup, options: RenderOptions): readonly string[] {
  const { style, width } = options;
  const paint = group.status === 'fail' ? style.red : style.yellow;
  const head = `${STATUS_WORDS[group.status]}  ${group.title} (${group.id}): ${whereOf(group)}`;
  return [
    ...wrap(head, width).split('\n').map(paint),
    ...factLines(group, width),
    ...wrap(`guide: ${group.says}`, width, '    ').split('\n').map(style.dim),
    ...group.mend.map((line) => adviceText(line, options)),
  ];
}

function shortRow(group: AuditGroup, style: Style): readonly Cell[] {
  const word = STATUS_WORDS[group.status];
  const paint = group.status === 'pass' ? style.green : style.dim;
  const reason = group.reason === undefined ? '' : `: ${group.reason}`;
  return [painted(paint, word), group.title, `${whereOf(group)}${reason}`];
}
