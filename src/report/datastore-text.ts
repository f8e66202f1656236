import type { DatabaseFacts, Datastore, KineDatabase, Remnants, RemnantsUnknown } from '../model/datastore.ts';
import type { ClusterFacts, EtcdFacts } from '../model/facts.ts';
import type { CourseDatastore } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';
import { wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { bytesText, count, numberText } from './units.ts';

/** The kind and state of the cluster's datastore. Facts that were not collected are left out. */
export function datastoreLines(facts: ClusterFacts, width: number): readonly string[] {
  const { servers, etcd, database } = facts;
  const kinds = [...new Set(servers.map(({ datastore }) => datastoreName(datastore)))];
  return [
    `  ${kinds.join(', ')}`,
    ...(etcd === undefined ? [] : etcdLines(etcd, servers[0]?.datastore)),
    ...(database === undefined ? [] : databaseLines(database).map((line) => wrap(line, width, '  '))),
  ];
}

/** The name of the datastore. */
function datastoreName(datastore: Datastore): string {
  switch (datastore.kind) {
    case 'etcd':
      return 'etcd';
    case 'external-etcd':
      return `external etcd (${datastore.endpoints.length === 0 ? 'its endpoints could not be read' : datastore.endpoints.join(', ')})`;
    case 'kine':
      return `${databaseName(datastore.database)} through kine`;
    default:
      return unreachable(datastore);
  }
}

/** The name as its makers spell it. */
function databaseName(database: KineDatabase): string {
  const names: Readonly<Record<KineDatabase, string>> = {
    sqlite: 'SQLite',
    mysql: 'MySQL',
    postgres: 'PostgreSQL',
    nats: 'NATS',
    t4: 'T4',
    other: 'another database',
  };
  return names[database];
}

/** The name of the datastore in a plan. */
export function courseDatastoreName(datastore: CourseDatastore): string {
  const names: Readonly<Record<CourseDatastore, string>> = {
    etcd: 'etcd',
    'external-etcd': 'external etcd',
    sqlite: 'SQLite through kine',
    kine: 'another database through kine',
  };
  return names[datastore];
}

function etcdLines(etcd: EtcdFacts, datastore: Datastore | undefined): readonly string[] {
  const quota = etcd.quotaBytes === undefined ? '' : ` of ${bytesText(etcd.quotaBytes)}`;
  const odd = etcd.members.filter(({ learner, healthy }) => learner || !healthy).map(({ name }) => name);
  const good = datastore?.kind === 'external-etcd' ? 'it is healthy' : 'every member votes and is healthy';
  return [
    `  ${printableLine(etcd.version)}, ${count(etcd.members.length, 'member')}, ${bytesText(etcd.dbSizeBytes)}${quota}`,
    `  ${odd.length === 0 ? good : `not voting or not healthy: ${printableLine(odd.join(', '))}`}`,
    `  ${etcd.alarms.length === 0 ? 'no alarm' : `alarms: ${printableLine(etcd.alarms.join(', '))}`}`,
  ];
}

function databaseLines({ sizeBytes, remnants }: DatabaseFacts): readonly string[] {
  return [...(sizeBytes === undefined ? [] : [bytesText(sizeBytes)]), remnantsText(remnants)];
}

/** One plain sentence about the older values in kine's database. */
export function remnantsText(remnants: Remnants): string {
  if (remnants.kind === 'unknown') return `${UNKNOWN[remnants.reason]}. ${KEPT}`;
  const { rows, plaintext } = remnants;
  if (rows === 0) return 'No row of the database holds an older value of a Secret under another key.';
  const unencrypted = plaintext === 0 ? '' : `, ${numberText(plaintext)} of them one that is not encrypted`;
  const hold = rows === 1 ? 'holds' : 'hold';
  return `${count(rows, 'row')} of the database still ${hold} an older value of a Secret under another key${unencrypted}. ${PUSHED_OUT}`;
}

const KEPT =
  'kine keeps the value before beside each current one, so older values under the old key stay there after a rotation';
const PUSHED_OUT =
  'Another rotation, or a change of each Secret, pushes them out of the current rows; the rows before go with the next compaction. Copies and backups of the database hold them, too.';

const UNKNOWN: Readonly<Record<RemnantsUnknown['reason'], string>> = {
  'no-sqlite3':
    'How many rows of the database still hold older values of Secrets is not known: sqlite3 is not on the server',
  'other-database':
    'How many rows of the database still hold older values of Secrets is not known: that database is not asked by keyturn',
  'not-answered': 'How many rows of the database still hold older values of Secrets is not known: it did not answer',
};
