import type { Check } from '../../model/check.ts';
import type { DatabaseFacts } from '../../model/datastore.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import { datastoreIn, takesCopies } from '../fact-reading.ts';
import { judge } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';

/** One datastore for all servers: what is counted on one of them holds for the others only then. */
const datastoresEqual: PreflightCheck = ({ facts }) => {
  const different = new Set(facts.servers.map(wordOf)).size > 1;
  const evidence = facts.servers.map((server) => `${server.name}=${wordOf(server)}`);
  return judge({ id: 'datastores-equal', verdict: 'refuse' }, different ? [{ evidence }] : []);
};

function wordOf({ datastore }: ServerFacts): string {
  return datastore.kind === 'kine' ? `kine:${datastore.database}` : datastore.kind;
}

/** What a server needs so that its datastore can be asked there. */
const datastoreAccess: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'datastore-access', verdict: 'refuse' },
    facts.servers.flatMap(({ name, datastore }) => {
      if (datastore.kind === 'kine' && !datastore.http2) return [{ server: name, evidence: ['curl=without HTTP/2'] }];
      const hidden = datastore.kind === 'external-etcd' && datastore.endpoints.length === 0;
      return hidden ? [{ server: name, evidence: ['datastore-endpoint=not readable'] }] : [];
    }),
  );

/** Without a count nothing can be planned, and no key may go. */
const secretsCounted: PreflightCheck = ({ facts }) =>
  judge({ id: 'secrets-counted', verdict: 'refuse' }, facts.census === undefined ? [{ evidence: [] }] : []);

/**
 * There is a way back: a copy that we can take, or one that the operator names. An external etcd and the databases of kine are not ours to
 * copy (docs/facts/datastores.md, 4).
 */
const backup: PreflightCheck = ({ facts, cluster, backupReference }) => {
  if (!cluster.rotation.snapshot || datastoreIn(facts)?.kind === 'etcd') return [];
  const options = { id: 'datastore-backup', verdict: 'refuse' } as const;
  if (!takesCopies(facts)) {
    return judge(options, backupReference === undefined ? [{ evidence: ['backup-reference=none'] }] : []);
  }
  return judge(
    options,
    facts.servers
      .filter(({ datastore }) => datastore.kind === 'kine' && !datastore.sqlite3)
      .map(({ name }) => ({ server: name, evidence: ['sqlite3=missing'] })),
  );
};

/** Older values in kine's database: a rotation does not take them away, and nothing else says that they are there. */
export const databaseRemnants: FactsCheck = ({ facts }) => {
  const { database } = facts;
  return database === undefined ? [] : [remnantsOf(facts, database)];
};

function remnantsOf({ servers }: ClusterFacts, { remnants }: DatabaseFacts): Check {
  const check = { id: 'database-remnants', server: undefined, issues: [] } as const;
  const databases = new Set(servers.map(wordOf));
  if (remnants.kind === 'unknown') {
    return { ...check, verdict: 'warn', evidence: [`unknown=${remnants.reason}`, ...databases] };
  }
  const { rows, plaintext } = remnants;
  if (rows === 0) return { ...check, verdict: 'pass', evidence: [] };
  return { ...check, verdict: 'warn', evidence: [`rows=${String(rows)}`, `not encrypted=${String(plaintext)}`] };
}

/** What the objects are kept in. */
export const datastoreChecks: readonly PreflightCheck[] = [
  datastoresEqual,
  datastoreAccess,
  secretsCounted,
  backup,
  databaseRemnants,
];
