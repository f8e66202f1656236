import { distributionText } from '../distribution-text.ts';
import { failureText } from '../failure-text.ts';
import { printable, printableLine } from '../printable.ts';
import { htmlPage } from '../run-report/html-page.ts';
import { element, type Markup } from '../run-report/markup.ts';
import type { AuditShown } from './audit-text.ts';
import { auditChanges } from './changes.ts';
import { evidenceText } from './evidence-text.ts';
import { grouped, isOpen, totalsText, whereOf, type AuditGroup } from './groups.ts';
import { decidingFacts, isOfGuide, type AuditItem } from './items.ts';
import { STATUS_WORDS } from './row-words.ts';

/** The audit as one self-contained page, well-formed as HTML and as XML. Ends with a line feed. */
export function auditHtml(shown: AuditShown, about: { readonly now: number; readonly version: string }): string {
  const { distribution, findings, items, unasked, earlier } = shown;
  const guide = items.filter(isOfGuide);
  const others = items.filter((item) => !isOfGuide(item));
  const failed = items.filter((item) => isOpen(item) && item.status === 'fail' && item.scored).length;
  const title = `Audit of cluster ${findings.cluster} (${distributionText(distribution)})`;
  const verdict = failed === 0 ? 'No scored row fails' : `${failed} scored results fail`;
  const at = `${new Date(about.now).toISOString()}, keyturn ${about.version}, profile ${findings.profile}`;
  const changes = earlier === undefined ? [] : auditChanges(items, earlier);
  return htmlPage(printableLine(title), [
    element('h1', {}, [printableLine(title)]),
    element('p', { class: `verdict ${failed === 0 ? 'good' : 'bad'}` }, [verdict]),
    element('p', {}, [at]),
    ...unasked.map(({ failure }) => element('p', { class: 'bad' }, [printableLine(failureText(failure).what)])),
    ...section('Security guide', guide),
    ...(findings.benchmark === undefined ? [] : section(`CIS benchmark ${findings.benchmark.name}`, others)),
    ...(earlier === undefined
      ? []
      : [
          element('h2', {}, [printableLine(`Changes since ${earlier.at}`)]),
          element(
            'ul',
            {},
            changes.map(({ id, server, before, now }) =>
              element('li', {}, [
                printableLine(
                  `${id}, ${server ?? 'cluster'}: ${before === undefined ? 'new' : STATUS_WORDS[before]} -> ${STATUS_WORDS[now]}`,
                ),
              ]),
            ),
          ),
        ]),
  ]);
}

function section(title: string, items: readonly AuditItem[]): readonly Markup[] {
  const rows = grouped(items).map(rowOf);
  const head = ['status', 'row', 'where', 'facts', 'what to do'].map((text) => element('th', {}, [text]));
  return [
    element('h2', {}, [printableLine(title)]),
    element('p', {}, [totalsText(items)]),
    element('table', {}, [element('thead', {}, [element('tr', {}, head)]), element('tbody', {}, rows)]),
  ];
}

function rowOf(group: AuditGroup): Markup {
  const tone = group.status === 'pass' ? 'good' : isOpen(group) && group.scored ? 'bad' : undefined;
  const word = group.accepted === undefined ? STATUS_WORDS[group.status] : 'accepted';
  const facts = [group.accepted, group.reason, ...decidingFacts(group).map(evidenceText), ...group.notes];
  const advice = group.status !== 'fail' ? [] : group.mend.length > 0 ? group.mend : [group.says];
  return element('tr', {}, [
    element('td', { class: tone }, [word]),
    element('td', {}, [printableLine(`${group.title} (${group.id})`)]),
    element('td', {}, [whereOf(group)]),
    element('td', {}, lines(facts.filter((fact) => fact !== undefined))),
    element('td', {}, lines(advice)),
  ]);
}

function lines(texts: readonly string[]): readonly Markup[] {
  return texts.map((text) => element('div', {}, [printable(text)]));
}
