import { describe, expect, it } from 'vitest';

import type { Datastore, Remnants } from '../../src/model/datastore.ts';
import type { ClusterFacts } from '../../src/model/facts.ts';
import { chooseCourse } from '../../src/plan/choose-course.ts';
import { preflight, preflightBeforeLocating } from '../../src/plan/preflight.ts';
import { outlineOf } from '../../src/plan/steps.ts';
import { SAMPLE_FACTS, SAMPLE_NOW, sampleCluster } from '../support/sample-facts.ts';

const SQLITE: Datastore = {
  kind: 'kine',
  database: 'sqlite',
  socket: '/s/kine.sock',
  tls: undefined,
  file: '/s/db/state.db',
  http2: true,
  sqlite3: true,
};
const MYSQL: Datastore = { ...SQLITE, database: 'mysql', file: undefined };
const EXTERNAL: Datastore = {
  kind: 'external-etcd',
  endpoints: ['https://10.0.0.5:2379'],
  tls: { ca: undefined, cert: undefined, key: undefined },
};
const NONE_LEFT: Remnants = { kind: 'counted', rows: 0, plaintext: 0 };

/** The same servers on another datastore, which has no etcd of theirs. */
function on(datastore: Datastore, servers: 'one' | 'three' = 'one', remnants: Remnants = NONE_LEFT): ClusterFacts {
  const facts = SAMPLE_FACTS[servers];
  return {
    ...facts,
    distribution: 'k3s',
    servers: facts.servers.map((server) => ({ ...server, roles: ['control-plane'], datastore })),
    nodes: facts.nodes.map((node) => ({ ...node, roles: ['control-plane'] })),
    etcd: datastore.kind === 'external-etcd' ? facts.etcd : undefined,
    database: datastore.kind === 'kine' ? { sizeBytes: 5_000_000, remnants } : undefined,
  };
}

function checksOf(facts: ClusterFacts, more: { readonly backupReference?: string; readonly snapshot?: boolean } = {}) {
  const { backupReference, snapshot = true } = more;
  return preflight({
    facts,
    cluster: sampleCluster(facts, { snapshot }),
    strategy: 'staged',
    resolved: 'staged',
    acceptWriteWindow: false,
    freezeWrites: false,
    ...(backupReference === undefined ? {} : { backupReference }),
    knownIssuesFor: () => [],
    now: SAMPLE_NOW,
  });
}

/** Ids of the checks that refuse. */
function refused(...given: Parameters<typeof checksOf>): readonly string[] {
  return checksOf(...given)
    .filter(({ verdict }) => verdict === 'refuse')
    .map(({ id }) => id);
}

function courseOf(facts: ClusterFacts) {
  const { rotation } = sampleCluster(facts);
  const chosen = chooseCourse({
    facts,
    policy: rotation,
    strategy: 'staged',
    acceptWriteWindow: false,
    freezeWrites: false,
  });
  if (!chosen.ok) throw new Error(JSON.stringify(chosen.failure));
  return chosen.value;
}

describe('checks where the datastore is kine', () => {
  it('say nothing of etcd', () => {
    const ids = checksOf(on(SQLITE)).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('etcd'))).toEqual([]);
    expect(refused(on(SQLITE))).toEqual([]);
  });

  it.each<readonly [string, Datastore, readonly string[]]>([
    ['a curl without HTTP/2', { ...SQLITE, http2: false }, ['datastore-access']],
    ['no sqlite3 for the copy', { ...SQLITE, sqlite3: false }, ['datastore-backup']],
    ['a database that we cannot copy', MYSQL, ['datastore-backup']],
    ['SQLite in an unknown file', { ...SQLITE, file: undefined }, ['datastore-backup']],
    ['an external etcd', EXTERNAL, ['datastore-backup']],
    [
      'an external etcd whose endpoints are hidden',
      { ...EXTERNAL, endpoints: [] },
      ['datastore-access', 'datastore-backup'],
    ],
  ])('given %s, refuse', (_, datastore, ids) => {
    expect(refused(on(datastore))).toEqual(ids);
  });

  it('given a named backup, take it where we cannot copy, and not in the place of a copy that we can make', () => {
    expect(refused(on(MYSQL), { backupReference: 'dump 7' })).toEqual([]);
    expect(refused(on(EXTERNAL), { backupReference: 'dump 7' })).toEqual([]);
    expect(refused(on({ ...SQLITE, sqlite3: false }), { backupReference: 'dump 7' })).toEqual(['datastore-backup']);
  });

  it('given an inventory that wants no snapshots, ask for no backup', () => {
    expect(refused(on(MYSQL), { snapshot: false })).toEqual([]);
    expect(refused(on({ ...SQLITE, sqlite3: false }), { snapshot: false })).toEqual([]);
  });

  it('given servers on different datastores, refuse', () => {
    const facts = on(MYSQL, 'three');
    const servers = facts.servers.map((server, index) => (index === 1 ? { ...server, datastore: SQLITE } : server));
    expect(refused({ ...facts, servers }, { backupReference: 'dump 7' })).toEqual(['datastores-equal']);
  });

  it('given Secrets that nobody counted, refuse', () => {
    expect(refused({ ...on(SQLITE), census: undefined })).toEqual(['secrets-counted']);
  });

  it.each<readonly [Remnants, string, readonly string[]]>([
    [NONE_LEFT, 'pass', []],
    [{ kind: 'counted', rows: 301, plaintext: 4 }, 'warn', ['rows=301', 'not encrypted=4']],
    [{ kind: 'unknown', reason: 'no-sqlite3' }, 'warn', ['unknown=no-sqlite3', 'kine:sqlite']],
  ])('given the remnants %o, %s', (remnants, verdict, evidence) => {
    const check = checksOf(on(SQLITE, 'one', remnants)).find(({ id }) => id === 'database-remnants');
    expect(check).toMatchObject({ verdict, evidence });
  });

  it('given an external etcd, look at its health, alarms and size, and not at members on servers or a quorum', () => {
    const ids = checksOf(on(EXTERNAL)).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('etcd'))).toEqual(['etcd-healthy', 'etcd-alarms', 'etcd-size']);
  });

  it('given no etcd, a run can be taken up all the same', () => {
    expect(preflightBeforeLocating(on(SQLITE))).toEqual([]);
  });
});

describe('a course where the datastore is kine', () => {
  it.each<readonly [string, Datastore, string, boolean]>([
    ['SQLite', SQLITE, 'sqlite', true],
    ['MySQL', MYSQL, 'kine', false],
    ['an external etcd', EXTERNAL, 'external-etcd', false],
  ])('given %s, knows it, and whether it is copied', (_, datastore, expected, snapshot) => {
    expect(courseOf(on(datastore))).toMatchObject({ datastore: expected, snapshot });
  });

  it('has no gate of etcd; an external etcd is one', () => {
    const gates = (datastore: Datastore): readonly string[] => [
      ...new Set(outlineOf(courseOf(on(datastore, 'three'))).flatMap((step) => step.gates)),
    ];
    expect(gates(SQLITE)).not.toContain('etcd');
    expect(gates(MYSQL)).not.toContain('etcd');
    expect(gates(EXTERNAL)).toContain('etcd');
  });
});
