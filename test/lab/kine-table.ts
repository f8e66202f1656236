import type { LabCluster } from './cluster.ts';
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
  const { code, stdout, stderr } = await host.exec(
    `sqlite3 -readonly ${host.engine.defaultDataDir}/server/db/state.db "${query}"`,
  );
  if (code !== 0) throw new Error(`${host.name}: ${stderr}`);
  const rows = stdout.split('\n').filter((line) => line !== '');
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
