import { AUDIT_STATUSES, countByStatus, type AuditStatus } from '../../model/audit.ts';
import { wrap } from '../layout.ts';
import { printableLine } from '../printable.ts';
import { serverNames } from '../server-names.ts';
import { count, listed } from '../units.ts';
import { evidenceText } from './evidence-text.ts';
import { decidingFacts, type AuditItem } from './items.ts';

/** Facts shown for one row. The JSON document has all of them. */
const FACTS_SHOWN = 12;

/** `26 results: 3 failed (1 accepted), 1 unknown, 18 passed, 4 not applicable.` */
export function totalsText(items: readonly AuditItem[]): string {
  const counts = countByStatus(items);
  const accepted = items.filter((item) => item.accepted !== undefined).length;
  const words: Readonly<Record<AuditStatus, string>> = {
    fail: accepted === 0 ? 'failed' : `failed (${accepted} accepted)`,
    unknown: 'unknown',
    pass: 'passed',
    'not-applicable': 'not applicable',
  };
  const parts = AUDIT_STATUSES.filter((status) => counts[status] > 0).map(
    (status) => `${counts[status]} ${words[status]}`,
  );
  return `${count(items.length, 'result')}: ${parts.join(', ')}.`;
}

/** Equal results of several servers. */
export interface AuditGroup extends AuditItem {
  readonly servers: readonly string[];
}

/** Puts equal results of several servers together, the failures first. */
export function grouped(items: readonly AuditItem[]): readonly AuditGroup[] {
  const groups = new Map<string, AuditGroup>();
  for (const item of items) {
    const { server, ...rest } = item;
    const key = JSON.stringify({ ...rest, evidence: decidingFacts(item) });
    const before = groups.get(key);
    const servers = server === undefined ? [] : [server];
    groups.set(key, { ...(before ?? item), servers: [...(before?.servers ?? []), ...servers] });
  }
  return AUDIT_STATUSES.flatMap((status) => [...groups.values()].filter((group) => group.status === status));
}

/** The servers of a group, or the cluster. */
export function whereOf({ servers }: AuditGroup): string {
  return servers.length === 0 ? 'cluster' : listed(serverNames(servers));
}

/** Whether a failure or an unanswered question is left for somebody to look at. */
export function isOpen({ status, accepted }: AuditItem): boolean {
  return accepted === undefined && (status === 'fail' || status === 'unknown');
}

/** The facts that decided, a few of them. */
export function factLines(item: AuditItem, width: number): readonly string[] {
  const facts = decidingFacts(item);
  const shown = facts.slice(0, FACTS_SHOWN);
  const more = facts.length - shown.length;
  return [
    ...(item.reason === undefined ? [] : [wrap(item.reason, width, '    ')]),
    ...shown.map((fact) => wrap(evidenceText(fact), width, '    ')),
    ...(more > 0 ? [`    (and ${more} more)`] : []),
    ...item.notes.map((note) => wrap(printableLine(note), width, '    ')),
  ];
}
