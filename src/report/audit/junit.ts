import { printable } from '../printable.ts';
import { element, type Markup } from '../run-report/markup.ts';
import { evidenceText } from './evidence-text.ts';
import { decidingFacts, type AuditItem } from './items.ts';

/** A test case for each result, in a suite for each server and one for the cluster. Ends with a line feed. */
export function junitText(
  items: readonly AuditItem[],
  { cluster, now }: { readonly cluster: string; readonly now: number },
): string {
  const places = [...new Set(items.map(({ server }) => server))];
  const suites = places.map((place) =>
    suite(
      items.filter(({ server }) => server === place),
      place ?? cluster,
      now,
    ),
  );
  const { markup } = element('testsuites', { name: printable(`keyturn audit ${cluster}`) }, suites);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup}\n`;
}

function suite(items: readonly AuditItem[], name: string, now: number): Markup {
  const attributes = {
    name: printable(name),
    tests: items.length,
    failures: items.filter(isFailure).length,
    errors: items.filter(({ status }) => status === 'unknown').length,
    skipped: items.filter(isSkipped).length,
    timestamp: new Date(now).toISOString(),
  };
  return element(
    'testsuite',
    attributes,
    items.map((item) => testCase(item, name)),
  );
}

/** A failure that nobody accepted, in a row that is scored. */
function isFailure({ status, scored, accepted }: AuditItem): boolean {
  return status === 'fail' && scored && accepted === undefined;
}

function isSkipped(item: AuditItem): boolean {
  return item.status === 'not-applicable' || (item.status === 'fail' && !isFailure(item));
}

function testCase(item: AuditItem, place: string): Markup {
  return element('testcase', { classname: printable(place), name: `${item.id} ${item.title}` }, outcome(item));
}

function outcome(item: AuditItem): readonly Markup[] {
  const facts = decidingFacts(item).map(evidenceText);
  const text = printable([...facts, ...item.notes, ...item.mend].join('\n'));
  if (isFailure(item)) return [element('failure', { message: facts[0] ?? item.title }, [text])];
  if (item.status === 'unknown') return [element('error', { message: item.reason ?? item.title }, [text])];
  if (!isSkipped(item)) return [];
  return [element('skipped', { message: printable(item.accepted ?? item.reason ?? 'not scored') })];
}
