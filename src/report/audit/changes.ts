import type { AuditStatus, EarlierAudit } from '../../model/audit.ts';
import { wrap } from '../layout.ts';
import { printableLine } from '../printable.ts';
import type { RenderOptions } from '../render-error.ts';
import { STATUS_WORDS } from './row-words.ts';
import type { AuditItem } from './items.ts';

/** A result that differs from an earlier audit. */
export interface AuditChange {
  readonly id: string;
  readonly title: string;
  readonly server: string | undefined;
  /** `undefined` for a result that the earlier audit did not have. */
  readonly before: AuditStatus | undefined;
  readonly now: AuditStatus;
}

/** What changed since an earlier audit, what fails now first. */
export function auditChanges(items: readonly AuditItem[], { results }: EarlierAudit): readonly AuditChange[] {
  const keyOf = (id: string, server: string | undefined): string => JSON.stringify([id, server]);
  const earlier = new Map(results.map(({ id, server, status }) => [keyOf(id, server), status]));
  const changes = items.flatMap(({ id, title, server, status }): readonly AuditChange[] => {
    const before = earlier.get(keyOf(id, server));
    return before === status ? [] : [{ id, title, server, before, now: status }];
  });
  return [...changes.filter(({ now }) => now === 'fail'), ...changes.filter(({ now }) => now !== 'fail')];
}

/** What changed, one line each. The list is empty without an earlier audit. */
export function changeLines(
  items: readonly AuditItem[],
  earlier: EarlierAudit | undefined,
  { style, width }: RenderOptions,
): readonly string[] {
  if (earlier === undefined) return [];
  const changes = auditChanges(items, earlier);
  const head = `Since the audit of ${printableLine(earlier.at)}`;
  if (changes.length === 0) return ['', `${head} nothing has changed.`];
  return [
    '',
    style.bold(`${head}:`),
    ...changes.map(({ id, title, server, before, now }) => {
      const was = before === undefined ? 'new' : STATUS_WORDS[before];
      return wrap(`${was} -> ${STATUS_WORDS[now]}  ${id}  ${title}: ${server ?? 'cluster'}`, width, '  ');
    }),
  ];
}
