import type { Check } from '../../model/check.ts';
import type { DatabaseFacts } from '../../model/datastore.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import { datastoreIn, takesCopies } from '../fact-reading.ts';
import { judge } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';

/** All servers use one datastore. Otherwise a count on one server says nothing about the other servers. */
const datastoresEqual: PreflightCheck = ({ facts }) => {
  const different = new Set(facts.servers.map(wordOf)).size > 1;
  const evidence = facts.servers.map((server) => `${server.name}=${wordOf(server)}`);
  return judge({ id: 'datastores-equal', verdict: 'refuse' }, different ? [{ evidence }] : []);
};

function wordOf({ datastore }: ServerFacts): string {
  return datastore.kind === 'kine' ? `kine:${datastore.database}` : datastore.kind;
}

/** The server's means of asking its datastore. */
const datastoreAccess: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'datastore-access', verdict: 'refuse' },
    facts.servers.flatMap(({ name, datastore }) => {
      if (datastore.kind === 'kine' && !datastore.http2) return [{ server: name, evidence: ['curl=without HTTP/2'] }];
      const hidden = datastore.kind === 'external-etcd' && datastore.endpoints.length === 0;
      return hidden ? [{ server: name, evidence: ['datastore-endpoint=not readable'] }] : [];
    }),
  );

/** Without a count keyturn plans nothing and removes no key. */
const secretsCounted: PreflightCheck = ({ facts }) =>
  judge({ id: 'secrets-counted', verdict: 'refuse' }, facts.census === undefined ? [{ evidence: [] }] : []);

/**
 * A way back exists, as a copy that keyturn can make or a backup that the operator names. keyturn does not copy an external etcd or the
 * databases of kine (docs/facts/datastores.md, 4).
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

/** Older values in kine's database. A rotation does not remove older values, and no other check reports them. */
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

/** The checks of the datastore. */
export const datastoreChecks: readonly PreflightCheck[] = [
  datastoresEqual,
  datastoreAccess,
  secretsCounted,
  backup,
  databaseRemnants,
];
