import { type Program, type ProgramResult, notSimulated, printed, refused } from '../../host/program.ts';
import type { SimulatedCluster } from '../cluster.ts';
import type { EtcdStore, StoredRow } from '../etcd-store.ts';
import type { SimulatedServer } from '../server.ts';

/** The first bytes of every database. A simulated copy continues with its number of rows. */
const MAGIC = 'SQLite format 3\0';
const DAMAGED = 'damaged';

const BACKUP = /^\.backup (".*")$/;
const REMNANTS =
  /^SELECT coalesce\(sum\(.*?substr\(old_value,1,\d+\)=X'([0-9a-f]+)'.*FROM kine JOIN \(SELECT name, max\(id\) AS current FROM kine WHERE name>='([^']*)' AND name<'([^']*)' GROUP BY name\) USING \(name\)$/;
const ENCRYPTED = Buffer.from('k8s:enc:');

/** sqlite3, for the few statements sent by keyturn to the live database behind kine and to its copies. */
export function sqlite3(
  cluster: Pick<SimulatedCluster, 'etcd' | 'faults' | 'ledger' | 'time'>,
  server: Pick<SimulatedServer, 'name' | 'files' | 'databasePath'>,
): Program {
  return async ({ argv, user }) => {
    const [file = '', statement = ''] = operandsOf(argv.slice(1));
    if (user !== 'root' || !server.files.exists(file)) {
      return refused(1, `Error: unable to open database "${file}": unable to open database file\n`);
    }
    const { store } = cluster.etcd;
    const isLive = file === server.databasePath;
    const target = BACKUP.exec(statement)?.[1];
    if (isLive && target !== undefined) return backUp(cluster, server, String(JSON.parse(target)));
    const [, prefix, from, to] = REMNANTS.exec(statement) ?? [];
    if (isLive && prefix !== undefined && from !== undefined && to !== undefined) {
      return printed(remnants(store, { active: Buffer.from(prefix, 'hex'), from, to }));
    }
    if (isLive) return notSimulated('sqlite3', statement);
    return statements(server.files.read(file)?.content.toString() ?? '', statement);
  };
}

/** The words without options. Of the options in use, all but two have a value. */
function operandsOf(words: readonly string[]): readonly string[] {
  const operands: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-init' || word === '-cmd') index += 1;
    else if (word !== '-batch' && word !== '-readonly') operands.push(word);
  }
  return operands;
}

function backUp(
  cluster: Pick<SimulatedCluster, 'etcd' | 'faults' | 'ledger' | 'time'>,
  server: Pick<SimulatedServer, 'name' | 'files' | 'databasePath'>,
  target: string,
): ProgramResult {
  const copied = cluster.faults.has('snapshot-fails') ? DAMAGED : String(cluster.etcd.store.rows('', '\uffff').length);
  const kept = server.files.read(target);
  server.files.write(target, `${MAGIC}${copied}`, kept ?? { mode: 0o644, owner: 'root:root' });
  cluster.ledger.add({ kind: 'snapshot', server: server.name, name: target, atMs: cluster.time.now() });
  return printed('');
}

function statements(content: string, text: string): ProgramResult {
  if (!content.startsWith(MAGIC)) return refused(1, 'Error: file is not a database\n');
  const rows = content.slice(MAGIC.length);
  const answers = text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => answerTo(one, rows));
  const strange = answers.indexOf(undefined);
  return strange === -1 ? printed(`${answers.join('\n')}\n`) : notSimulated('sqlite3', text);
}

function answerTo(statement: string, rows: string): string | undefined {
  switch (statement) {
    case 'PRAGMA journal_mode=DELETE':
      return 'delete';
    case 'PRAGMA integrity_check':
      return rows === DAMAGED ? '*** in database main ***\nTree 2 page 7: btreeInitPage() returns error code 11' : 'ok';
    case 'SELECT count(*) FROM kine':
      return rows;
    default:
      return undefined;
  }
}

/**
 * The number of rows with an older value that is not under the active key, and of rows with an unencrypted older value.
 */
function remnants(
  store: EtcdStore,
  { active, from, to }: { readonly active: Buffer; readonly from: string; readonly to: string },
): string {
  const older = store.rows(from, to).map(olderValues);
  const holding = (isOne: (value: Buffer) => boolean): number => older.filter((values) => values.some(isOne)).length;
  const beginsWith = (value: Buffer, prefix: Buffer): boolean => value.subarray(0, prefix.length).equals(prefix);
  const other = holding((value) => !beginsWith(value, active));
  return `${other}|${holding((value) => !beginsWith(value, ENCRYPTED))}\n`;
}

function olderValues({ value, oldValue, isCurrent }: StoredRow): readonly Buffer[] {
  return [oldValue, isCurrent ? undefined : value].flatMap((one) => one ?? []);
}
