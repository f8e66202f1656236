import type { AuditFindings, EarlierAudit } from '../../model/audit.ts';
import type { Distribution } from '../../model/cluster.ts';
import type { ServersUnasked } from '../../model/failures/run.ts';
import { distributionText } from '../distribution-text.ts';
import { failureText } from '../failure-text.ts';
import type { Hints } from '../hints.ts';
import { painted, table, wrap, type Cell } from '../layout.ts';
import { printableLine } from '../printable.ts';
import { adviceText, renderFailure, type RenderOptions } from '../render-error.ts';
import type { Style } from '../style.ts';
import { benchmarkLines } from './benchmark-text.ts';
import { changeLines } from './changes.ts';
import { factLines, grouped, isOpen, totalsText, whereOf, type AuditGroup } from './groups.ts';
import { isOfGuide, type AuditItem } from './items.ts';
import { STATUS_WORDS } from './row-words.ts';

/** What `audit` shows. */
export interface AuditShown {
  readonly distribution: Distribution;
  readonly findings: AuditFindings;
  /** The findings in words. */
  readonly items: readonly AuditItem[];
  readonly unasked: ServersUnasked['servers'];
  /** The earlier audit to compare with. */
  readonly earlier: EarlierAudit | undefined;
}

/** The failures first, each with evidence, what the guide says and what would mend it. Ends with a line feed. */
export function auditText(
  { distribution, findings, items, unasked, earlier }: AuditShown,
  options: RenderOptions & { readonly hints: Hints },
): string {
  const { style, width, hints } = options;
  const guide = items.filter(isOfGuide);
  const groups = grouped(guide);
  const inShort = groups.filter((group) => !isOpen(group));
  return [
    style.bold(`Audit of cluster ${findings.cluster} (${distributionText(distribution)}), profile ${findings.profile}`),
    '',
    ...unasked.map(({ failure }) => renderFailure(failureText(failure, hints), options)),
    ...groups.filter(isOpen).flatMap((group) => [...fullLines(group, options), '']),
    ...(inShort.length === 0 ? [] : [table(inShort.map((group) => shortRow(group, style))), '']),
    wrap(`Guide: ${totalsText(guide)}`, width),
    ...benchmarkLines(findings.benchmark, items, options),
    ...changeLines(items, earlier, options),
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
  const word = group.accepted === undefined ? STATUS_WORDS[group.status] : 'accepted';
  const paint = group.status === 'pass' ? style.green : style.dim;
  const why = [group.accepted ?? group.reason, ...group.notes].filter((text) => text !== undefined);
  const reason = why.length === 0 ? '' : `: ${printableLine(why.join('; '))}`;
  return [painted(paint, word), group.title, `${whereOf(group)}${reason}`];
}
