import { describe, it } from 'vitest';

import { benchmarkFor, loadBenchmark } from '../../../src/audit/benchmarks/choose.ts';
import { guideIds } from '../../../src/audit/benchmarks/guide-ids.ts';
import { judgeBenchmark, judgeRow } from '../../../src/audit/benchmarks/judge-benchmark.ts';
import type { BenchmarkRow, BenchmarkTable } from '../../../src/audit/benchmarks/table.ts';
import type { HostAudit } from '../../../src/audit/facts/host-facts.ts';
import { parseVersion } from '../../../src/engine/version.ts';
import { BENCHMARKS, type AuditStatus } from '../../../src/model/audit.ts';
import { SAMPLE_FACTS } from '../../support/sample-facts.ts';
import { file, goodFacts, goodHost, namespace, process, withFiles, withProcess } from '../sample-audit.ts';

const TABLES = new Map<string, BenchmarkTable>();
for (const name of BENCHMARKS) TABLES.set(name, await loadBenchmark(name));

function row(id: string, name = 'rke2-cis-1.12'): BenchmarkRow {
  const found = TABLES.get(name)?.rows.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
}

const GOOD = goodHost('s1');
const DATA = '/var/lib/rancher/rke2';

function apiserver(...words: readonly string[]): HostAudit {
  return withProcess(GOOD, 'kube-apiserver', process(words));
}

function kubelet(words: readonly string[], settings: HostAudit['kubelet']): HostAudit {
  return { ...withProcess(GOOD, 'kubelet', process(words)), kubelet: settings };
}

function etcd(settings: HostAudit['etcd'], ...words: readonly string[]): HostAudit {
  return { ...withProcess(GOOD, 'etcd', process(words)), etcd: settings };
}

interface Case {
  readonly id: string;
  readonly given: string;
  readonly host: HostAudit;
  readonly status: AuditStatus;
}

/** Each kind of reading, and each way of joining tests. */
const CASES: readonly Case[] = [
  { id: '1.2.1', given: 'anonymous users refused', host: apiserver('--anonymous-auth=false'), status: 'pass' },
  { id: '1.2.1', given: 'anonymous users let in', host: apiserver('--anonymous-auth=true'), status: 'fail' },
  { id: '1.2.1', given: 'no argument', host: apiserver(), status: 'fail' },
  { id: '1.2.1', given: 'no process', host: withProcess(GOOD, 'kube-apiserver', undefined), status: 'unknown' },
  { id: '1.2.1', given: 'an etcd-only server', host: { ...GOOD, roles: ['etcd'] }, status: 'not-applicable' },
  { id: '1.2.2', given: 'no file of tokens', host: apiserver(), status: 'pass' },
  { id: '1.2.2', given: 'a file of tokens', host: apiserver('--token-auth-file=/x'), status: 'fail' },
  { id: '1.2.4', given: 'one of two arguments', host: apiserver('--kubelet-client-key=/x'), status: 'fail' },
  { id: '1.2.10', given: 'either of two tests', host: apiserver(), status: 'pass' },
  { id: '1.2.10', given: 'neither', host: apiserver('--enable-admission-plugins=AlwaysAdmit'), status: 'fail' },
  { id: '1.2.28', given: 'aescbc first', host: GOOD, status: 'pass' },
  {
    id: '1.1.1',
    given: 'a manifest',
    host: withFiles(GOOD, file(`${DATA}/agent/pod-manifests/kube-apiserver.yaml`, '600')),
    status: 'pass',
  },
  {
    id: '1.1.1',
    given: 'an open manifest',
    host: withFiles(GOOD, file(`${DATA}/agent/pod-manifests/kube-apiserver.yaml`, '644')),
    status: 'fail',
  },
  { id: '1.1.1', given: 'no manifest', host: GOOD, status: 'not-applicable' },
  { id: '1.1.12', given: 'etcd as the owner', host: GOOD, status: 'pass' },
  {
    id: '1.1.12',
    given: 'root as the owner',
    host: withFiles(GOOD, file(`${DATA}/server/db/etcd`, '700')),
    status: 'fail',
  },
  {
    id: '1.1.21',
    given: 'one open key of several',
    host: withFiles(GOOD, file(`${DATA}/server/tls/a.key`, '600'), file(`${DATA}/server/tls/b.key`, '640')),
    status: 'fail',
  },
  {
    id: '1.1.21',
    given: 'an open certificate, which is no key',
    host: withFiles(GOOD, file(`${DATA}/server/tls/a.key`, '600'), file(`${DATA}/server/tls/b.crt`, '644')),
    status: 'pass',
  },
  {
    id: '2.1',
    given: "etcd's own certificates",
    host: etcd({
      'client-transport-security': {
        'cert-file': `${DATA}/server/tls/etcd/server-client.crt`,
        'key-file': `${DATA}/server/tls/etcd/server-client.key`,
      },
    }),
    status: 'pass',
  },
  {
    id: '2.1',
    given: 'other certificates',
    host: etcd({ 'client-transport-security': { 'cert-file': '/tmp/a.crt' } }),
    status: 'fail',
  },
  { id: '2.1', given: 'no etcd', host: { ...GOOD, roles: ['control-plane'] }, status: 'not-applicable' },
  {
    id: '4.2.1',
    given: 'a setting of a drop-in',
    host: kubelet([], { authentication: { anonymous: { enabled: false } } }),
    status: 'pass',
  },
  {
    id: '4.2.1',
    given: 'an argument against the setting',
    host: kubelet(['--anonymous-auth=true'], { authentication: { anonymous: { enabled: false } } }),
    status: 'fail',
  },
  {
    id: '4.2.11',
    given: 'a feature gate',
    host: kubelet(['--feature-gates=A=true,RotateKubeletServerCertificate=false'], {}),
    status: 'fail',
  },
  {
    id: '4.2.12',
    given: 'a list with a weak cipher',
    host: kubelet([], { tlsCipherSuites: ['TLS_RSA_WITH_RC4_128_SHA'] }),
    status: 'fail',
  },
];

describe('a row of a CIS benchmark', () => {
  it.for(CASES)('$id: given $given, it is $status', ({ id, host, status }, { expect }) => {
    const verdict = judgeRow(row(id), host, { cluster: SAMPLE_FACTS.three });
    expect(verdict.status, JSON.stringify(verdict)).toBe(status);
  });

  it('given K3s, whose definition names no setting of the kubelet for its certificate, finds it in the drop-in', ({
    expect,
  }) => {
    const host = {
      ...kubelet([], { tlsCertFile: '/a.crt', tlsPrivateKeyFile: '/a.key' }),
      distribution: 'k3s',
    } as const;
    const facts = { cluster: SAMPLE_FACTS.three };
    expect(judgeRow(row('4.2.9', 'k3s-cis-1.12'), host, facts).status).toBe('pass');
    expect(judgeRow(row('4.2.9', 'k3s-cis-1.12'), { ...host, kubelet: {} }, facts).status).toBe('fail');
  });

  it('given K3s on SQLite, does not ask its apiserver for certificates of etcd', ({ expect }) => {
    const host: HostAudit = {
      ...withProcess(goodHost('s1', {}, 'k3s'), 'kube-apiserver', process([])),
      roles: ['control-plane'],
    };
    const [server] = SAMPLE_FACTS.one.servers;
    if (server === undefined) throw new Error('no sample');
    const datastore = { kind: 'kine', socket: '/s', tls: undefined, file: '/f', other: undefined } as const;
    const cluster = { ...SAMPLE_FACTS.one, servers: [{ ...server, datastore }] };
    expect(judgeRow(row('1.2.23', 'k3s-cis-1.12'), host, { cluster } as never).status).toBe('not-applicable');
  });
});

describe('a whole benchmark', () => {
  it('given rke2-cis-1.12, decides 89 of its 98 automatic rows, and names the others', ({ expect }) => {
    const rows = TABLES.get('rke2-cis-1.12')?.rows ?? [];
    const automatic = rows.filter(({ judged }) => judged === 'automatic');
    expect(automatic).toHaveLength(98);
    expect(automatic.filter(({ reads }) => reads === undefined).map(({ id }) => id)).toEqual([
      '5.1.1',
      '5.1.3',
      '5.1.4',
      '5.1.6',
      '5.2.2',
      '5.2.3',
      '5.2.4',
      '5.2.5',
      '5.2.6',
    ]);
  });

  it.for(BENCHMARKS)(
    'given %s, every row of a benchmark has a known comparison, no empty name and the notice',
    (name, { expect }) => {
      const table = TABLES.get(name);
      const ops = new Set((table?.rows ?? []).flatMap(({ tests = [] }) => tests.flatMap(({ op }) => op ?? [])));
      const known = ['eq', 'noteq', 'has', 'nothave', 'gte', 'bitmask', 'valid_elements'];
      expect([...ops].filter((op) => !known.includes(op))).toEqual([]);
      expect(table?.notice).toContain('Apache License 2.0');
      expect(new Set(table?.rows.map(({ id }) => id)).size).toBe(table?.rows.length);
    },
  );

  it('given a cluster, judges the rows of servers on each, those of the cluster once, and counts the rest', ({
    expect,
  }) => {
    const table = TABLES.get('rke2-cis-1.12');
    if (table === undefined) throw new Error('no table');
    const namespaces = [
      namespace('default', { automountsToken: true }),
      namespace('kube-system', { automountsToken: true }),
    ];
    const { results, unjudged } = judgeBenchmark(table, goodFacts({ namespaces }));

    expect(results.filter(({ id }) => id === '1.1.12')).toHaveLength(3);
    expect(results.find(({ id }) => id === '5.1.5')).toMatchObject({
      subject: { kind: 'cluster' },
      status: 'fail',
      evidence: [{ name: 'default (set by RKE2 with a CIS profile)', verdict: 'fails' }],
    });
    expect(unjudged.filter(({ why }) => why === 'skipped').map(({ id }) => id)).toEqual([
      '4.1.1',
      '4.1.2',
      '4.1.9',
      '4.1.10',
      '4.2.7',
    ]);
    expect(guideIds(table)).toMatchObject({ 'audit-log': expect.arrayContaining(['1.2.17', '3.2.1']) as unknown });
  });

  it.for([
    ['v1.36.3+rke2r1', 'rke2-cis-1.12'],
    ['v1.33.0+rke2r1', 'rke2-cis-1.12'],
    ['v1.32.13+rke2r2', 'rke2-cis-1.11'],
    ['v1.28.15+rke2r1', 'rke2-cis-1.10'],
    ['v1.27.16+rke2r1', 'rke2-cis-1.9'],
    ['v1.26.15+rke2r1', undefined],
  ])('given %s, is %s', ([version = '', name], { expect }) => {
    const parsed = parseVersion(version);
    expect(parsed === undefined ? undefined : benchmarkFor('rke2', parsed)).toBe(name);
  });
});
