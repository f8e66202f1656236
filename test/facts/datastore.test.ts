import { describe, expect, it } from 'vitest';

import { datastoreOf, parseTraces, type DatastoreTraces } from '../../src/facts/datastore.ts';
import type { Distribution } from '../../src/model/cluster.ts';

const DATA_DIR = '/var/lib/rancher/k3s';
const NOTHING = parseTraces(['http2', 'sqlite3'], undefined);
const ETCD_DATA = parseTraces(['etcd-data', 'http2'], 'https://127.0.0.1:2382');

interface Row {
  readonly given: string;
  readonly distribution?: Distribution;
  readonly settings: Readonly<Record<string, string>>;
  readonly traces?: DatastoreTraces;
  readonly expected: object;
}

const SQLITE = { kind: 'kine', database: 'sqlite', file: `${DATA_DIR}/server/db/state.db`, tls: undefined };
const OWN_ETCD = { kind: 'etcd', url: 'https://127.0.0.1:2382' };
const ETCD_ELSEWHERE = { kind: 'etcd', url: undefined };

const ROWS: readonly Row[] = [
  { given: 'K3s that is told nothing', settings: {}, expected: SQLITE },
  { given: 'K3s that made a cluster', settings: { 'cluster-init': 'true' }, traces: ETCD_DATA, expected: OWN_ETCD },
  {
    given: 'K3s that made a cluster and has no data yet',
    settings: { 'cluster-init': 'true' },
    expected: ETCD_ELSEWHERE,
  },
  { given: 'K3s that joined one', settings: { server: 'https://s1:6443' }, traces: ETCD_DATA, expected: OWN_ETCD },
  {
    given: 'K3s that joined one without etcd of its own',
    settings: { server: 'https://s1:6443', 'disable-etcd': 'true' },
    expected: ETCD_ELSEWHERE,
  },
  { given: 'K3s whose etcd is there, whatever is configured now', settings: {}, traces: ETCD_DATA, expected: OWN_ETCD },
  {
    given: 'K3s whose etcd is there although an endpoint is configured',
    settings: { 'datastore-endpoint': 'mysql://' },
    traces: ETCD_DATA,
    expected: OWN_ETCD,
  },
  ...(
    [
      ['mysql://', 'mysql'],
      ['postgres://', 'postgres'],
      ['postgresql://', 'postgres'],
      ['nats://', 'nats'],
      ['jetstream://', 'nats'],
      ['t4://', 't4'],
      ['litestream://', 'other'],
      ['other', 'other'],
    ] as const
  ).map(([endpoint, database]): Row => ({
    given: `the endpoint ${endpoint}`,
    settings: { 'datastore-endpoint': endpoint },
    expected: { kind: 'kine', database, file: undefined, socket: `${DATA_DIR}/server/kine.sock` },
  })),
  {
    given: 'SQLite in a file of its own, of which only the scheme is known',
    settings: { 'datastore-endpoint': 'sqlite://' },
    expected: { kind: 'kine', database: 'sqlite', file: undefined },
  },
  {
    given: 'an external etcd',
    settings: {
      'datastore-endpoint': 'https://10.0.0.5:2379, https://[fd00::6]:2379/',
      'datastore-cafile': '/ca',
      'datastore-certfile': '/cert',
      'datastore-keyfile': '/key',
    },
    expected: {
      kind: 'external-etcd',
      endpoints: ['https://10.0.0.5:2379', 'https://[fd00::6]:2379'],
      tls: { ca: '/ca', cert: '/cert', key: '/key' },
    },
  },
  {
    given: 'an external etcd of which only the scheme left its host',
    settings: { 'datastore-endpoint': 'https://' },
    expected: { kind: 'external-etcd', endpoints: [], tls: { ca: undefined } },
  },
  { given: 'RKE2 that is told nothing', distribution: 'rke2', settings: {}, traces: ETCD_DATA, expected: OWN_ETCD },
  {
    given: 'RKE2 without etcd that joined a cluster',
    distribution: 'rke2',
    settings: { 'disable-etcd': 'true', server: 'https://s1:9345' },
    expected: ETCD_ELSEWHERE,
  },
  {
    given: 'RKE2 without etcd that joined none',
    distribution: 'rke2',
    settings: { 'disable-etcd': 'true' },
    expected: {
      kind: 'kine',
      database: 'sqlite',
      tls: {
        ca: `${DATA_DIR}/server/tls/etcd/server-ca.crt`,
        cert: `${DATA_DIR}/server/tls/etcd/client.crt`,
        key: `${DATA_DIR}/server/tls/etcd/client.key`,
      },
    },
  },
  {
    given: 'K3s with TLS on the socket',
    settings: { 'kine-tls': 'true' },
    expected: { kind: 'kine', tls: { cert: `${DATA_DIR}/server/tls/etcd/client.crt` } },
  },
];

describe('the datastore of a server', () => {
  it.each(ROWS)(
    'given $given, is what the engine would use',
    ({ distribution = 'k3s', settings, traces, expected }) => {
      const found = datastoreOf({ distribution, settings, dataDir: DATA_DIR, traces: traces ?? NOTHING });
      expect(found).toMatchObject(expected);
    },
  );

  it('given programs that are missing, names them', () => {
    expect(parseTraces(['missing awk'], undefined)).toEqual({
      etcdData: false,
      etcdUrl: undefined,
      http2: false,
      sqlite3: false,
      missingTools: ['awk'],
    });
  });
});
