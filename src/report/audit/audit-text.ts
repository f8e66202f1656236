import {
  AUDIT_STATUSES,
  countByStatus,
  type AuditFindings,
  type AuditStatus,
  type GuideResult,
} from '../../model/audit.ts';
import type { Distribution } from '../../model/cluster.ts';
import type { ServersUnasked } from '../../model/failures/run.ts';
import { distributionText } from '../distribution-text.ts';
import { failureText } from '../failure-text.ts';
import type { Hints } from '../hints.ts';
import { painted, table, wrap, type Cell } from '../layout.ts';
import { adviceText, renderFailure, type RenderOptions } from '../render-error.ts';
import { serverNames } from '../server-names.ts';
import type { Style } from '../style.ts';
import { count, listed } from '../units.ts';
import { evidenceText } from './evidence-text.ts';
import { mendText } from './mend-text.ts';
import { REASON_WORDS, ROW_WORDS, STATUS_WORDS } from './row-words.ts';

/** What `audit` shows. */
export interface AuditShown {
  readonly distribution: Distribution;
  readonly findings: AuditFindings;
  readonly unasked: ServersUnasked['servers'];
}

type Options = RenderOptions & { readonly hints: Hints };

/** Facts shown for one row. The JSON document has all of them. */
const FACTS_SHOWN = 12;

/** The failures first, each with evidence, what the guide says and what would mend it. Ends with a line feed. */
export function auditText({ distribution, findings, unasked }: AuditShown, options: Options): string {
  const { style, width } = options;
  const groups = grouped(findings.rows);
  const inFull = groups.filter(({ status }) => status === 'fail' || status === 'unknown');
  const inShort = groups.filter(({ status }) => status === 'pass' || status === 'not-applicable');
  return [
    style.bold(`Audit of cluster ${findings.cluster} (${distributionText(distribution)}), profile ${findings.profile}`),
    '',
    ...unasked.map(({ failure }) => renderFailure(failureText(failure, options.hints), options)),
    ...inFull.flatMap((group) => [...fullLines(group, options), '']),
    ...(inShort.length === 0 ? [] : [table(inShort.map((group) => shortRow(group, style))), '']),
    wrap(totalsText(findings.rows), width),
    'Nothing has been changed.',
    '',
  ].join('\n');
}

/** `3 rows fail, 1 unknown, 20 pass, 4 not applicable.` */
function totalsText(results: readonly GuideResult[]): string {
  const counts = countByStatus(results);
  const words: Readonly<Record<AuditStatus, string>> = {
    fail: 'failed',
    unknown: 'unknown',
    pass: 'passed',
    'not-applicable': 'not applicable',
  };
  const parts = AUDIT_STATUSES.filter((status) => counts[status] > 0).map(
    (status) => `${counts[status]} ${words[status]}`,
  );
  return `${count(results.length, 'result')}: ${parts.join(', ')}.`;
}

/** Equal results of several servers. */
interface Group extends GuideResult {
  readonly servers: readonly string[];
}

function grouped(results: readonly GuideResult[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const result of results) {
    const { subject, ...rest } = result;
    const key = JSON.stringify({ ...rest, evidence: deciding(result) });
    const servers = subject.kind === 'server' ? [subject.name] : [];
    const before = groups.get(key);
    groups.set(key, { ...(before ?? result), servers: [...(before?.servers ?? []), ...servers] });
  }
  return AUDIT_STATUSES.flatMap((status) => [...groups.values()].filter((group) => group.status === status));
}

/** The facts that decided, or for a row that holds none. */
function deciding({ status, evidence }: GuideResult): GuideResult['evidence'] {
  if (status === 'fail') return evidence.filter(({ verdict }) => verdict === 'fails');
  return status === 'unknown' ? evidence.filter(({ verdict }) => verdict === 'unknown') : [];
}

function whereOf({ servers, subject }: Group): string {
  return subject.kind === 'cluster' ? 'cluster' : listed(serverNames(servers));
}

function fullLines(group: Group, options: Options): readonly string[] {
  const { style, width, hints } = options;
  const { title, says } = ROW_WORDS[group.row];
  const paint = group.status === 'fail' ? style.red : style.yellow;
  const facts = deciding(group);
  const shown = facts.slice(0, FACTS_SHOWN);
  const more = facts.length - shown.length;
  const head = `${STATUS_WORDS[group.status]}  ${title} (${group.row}): ${whereOf(group)}`;
  return [
    ...wrap(head, width).split('\n').map(paint),
    ...(group.reason === undefined ? [] : [wrap(REASON_WORDS[group.reason], width, '    ')]),
    ...shown.map((fact) => wrap(evidenceText(fact), width, '    ')),
    ...(more > 0 ? [`    (and ${more} more)`] : []),
    ...wrap(`guide: ${says}`, width, '    ').split('\n').map(style.dim),
    ...group.mend.flatMap((mend) => mendText(mend, hints)).map((line) => adviceText(line, options)),
  ];
}

function shortRow(group: Group, style: Style): readonly Cell[] {
  const word = STATUS_WORDS[group.status];
  const paint = group.status === 'pass' ? style.green : style.dim;
  const reason = group.reason === undefined ? '' : `: ${REASON_WORDS[group.reason]}`;
  return [painted(paint, word), ROW_WORDS[group.row].title, `${whereOf(group)}${reason}`];
}
