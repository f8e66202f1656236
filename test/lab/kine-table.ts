import type { LabCluster, LabHost } from './cluster.ts';
import { sealedUnder } from './sealed-under.ts';

/** More than the longest prefix of a sealed value. */
const PREFIX_BYTES = 96;
const SECRETS = "name >= '/registry/secrets/' AND name < '/registry/secrets0'";

/** Secrets in kine's table by the name of a key. */
export interface KineTable {
  /** Under which their values lie. */
  readonly current: Readonly<Record<string, number>>;
  /** Under which the values before these lie, which kine keeps in the same rows. */
  readonly before: Readonly<Record<string, number>>;
}

/** Asked of the database itself, by nobody's word but its own. Throws on a cluster without one. */
export async function keysInTable({ hosts: [host] }: Pick<LabCluster, 'hosts'>): Promise<KineTable> {
  if (host === undefined) throw new Error('no host');
  const prefix = (column: string): string => `hex(substr(${column}, 1, ${String(PREFIX_BYTES)}))`;
  const newest = `SELECT MAX(id) id FROM kine WHERE ${SECRETS} GROUP BY name`;
  const query = `SELECT ${prefix('value')}, ${prefix('old_value')} FROM kine JOIN (${newest}) USING (id) WHERE deleted = 0`;
  const rows = (await askTable(host, query)).split('\n').filter((line) => line !== '');
  const count = (column: number): Readonly<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const row of rows) {
      const text = row.split('|')[column] ?? '';
      const name = text === '' ? 'none' : (sealedUnder(Buffer.from(text, 'hex')) ?? 'not encrypted');
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  return { current: count(0), before: count(1) };
}

/** Rows of Secrets in which a value under the key of that name is still written down, whichever it is. */
export async function rowsUnder({ hosts: [host] }: Pick<LabCluster, 'hosts'>, key: string): Promise<number> {
  if (host === undefined) throw new Error('no host');
  const sealed = `X'${Buffer.from(`k8s:enc:aescbc:v1:${key}:`).toString('hex')}'`;
  const under = ['value', 'old_value'].map((column) => `instr(${column}, ${sealed}) = 1`).join(' OR ');
  return Number(await askTable(host, `SELECT COUNT(*) FROM kine WHERE ${SECRETS} AND (${under})`));
}

async function askTable(host: LabHost, query: string): Promise<string> {
  const file = `${host.engine.defaultDataDir}/server/db/state.db`;
  const { code, stdout, stderr } = await host.exec(`sqlite3 -readonly -cmd '.timeout 30000' ${file} "${query}"`);
  if (code !== 0) throw new Error(`${host.name}: ${stderr}`);
  return stdout;
}
