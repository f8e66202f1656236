import type { AuditStatus } from '../../model/audit.ts';
import { jsonText } from '../../model/json-text.ts';
import { unreachable } from '../../model/unreachable.ts';
import { printable } from '../printable.ts';
import { evidenceText } from './evidence-text.ts';
import { decidingFacts, type AuditItem } from './items.ts';

/** What a SARIF log says of the program and the cluster. */
export interface SarifAbout {
  readonly version: string;
  readonly cluster: string;
  /** ms since the epoch. */
  readonly now: number;
  /** Whether every server was asked. */
  readonly complete: boolean;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * The results as SARIF 2.1.0. A rule is a row of the guide or of the benchmark, with its help, and a result is a row on
 * a server. Accepted failures are suppressed. Ends with a line feed.
 */
export function sarifText(items: readonly AuditItem[], { version, cluster, now, complete }: SarifAbout): string {
  const ids = [...new Set(items.map(({ id }) => id))];
  const rules = ids.flatMap((id) => {
    const item = items.find((each) => each.id === id);
    return item === undefined ? [] : [ruleOf(item)];
  });
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'keyturn', version, rules } },
        automationDetails: { id: `keyturn audit/${cluster}/` },
        invocations: [{ executionSuccessful: complete, endTimeUtc: new Date(now).toISOString() }],
        results: items.map((item) => resultOf(item, { cluster, index: ids.indexOf(item.id) })),
      },
    ],
  };
  return `${jsonText(log, 2)}\n`;
}

function ruleOf({ id, title, says, ids, mend, scored }: AuditItem): object {
  const help = [says, ...mend].filter((line) => line !== '').join('\n\n');
  return {
    id,
    name: title,
    shortDescription: { text: title },
    ...(says === '' ? {} : { fullDescription: { text: says } }),
    ...(help === '' ? {} : { help: { text: help } }),
    defaultConfiguration: { level: scored ? 'error' : 'note' },
    properties: { tags: ['security', ...ids] },
  };
}

function resultOf(item: AuditItem, { cluster, index }: { readonly cluster: string; readonly index: number }): object {
  const { id, server, status, scored, accepted } = item;
  const place = server ?? cluster;
  return {
    ruleId: id,
    ruleIndex: index,
    kind: kindOf(status),
    level: status !== 'fail' ? 'none' : scored ? 'error' : 'note',
    message: { text: messageOf(item) },
    locations: [
      {
        logicalLocations: [{ name: place, fullyQualifiedName: `${cluster}/${place}`, kind: 'resource' }],
        // Viewers of code need a file, which a server is not.
        physicalLocation: {
          artifactLocation: { uri: `keyturn:${[cluster, place].map(encodeURIComponent).join('/')}` },
        },
      },
    ],
    partialFingerprints: { 'keyturnAudit/v1': `${cluster}/${place}/${id}` },
    ...(accepted === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: accepted }] }),
  };
}

function messageOf(item: AuditItem): string {
  const facts = decidingFacts(item).map(evidenceText);
  const words = [item.reason, ...facts].filter((word) => word !== undefined);
  return printable(words.length === 0 ? `${item.title}: ${item.status}` : `${item.title}: ${words.join('; ')}`);
}

function kindOf(status: AuditStatus): string {
  switch (status) {
    case 'fail':
      return 'fail';
    case 'pass':
      return 'pass';
    case 'unknown':
      return 'open';
    case 'not-applicable':
      return 'notApplicable';
    default:
      return unreachable(status);
  }
}
