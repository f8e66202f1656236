import { describe, expect, it } from 'vitest';

import { gatherFacts, gatherServer } from '../../src/facts/gather.ts';
import { failed } from '../../src/model/result.ts';
import { fingerprintOf } from '../../src/plan/fingerprint.ts';
import { CLUSTER, factsOf, gather, HASH, healthy, NOW, ok } from './healthy-hosts.ts';
import { scriptedFleet, stillContext, type Script } from './scripted-fleet.ts';

describe('gathering facts', () => {
  it('sends nothing that changes anything, and tells when it begins and ends', async () => {
    const { result, sent, events } = gather();
    const facts = await result;
    expect(sent.length).toBeGreaterThan(20);
    expect(sent.filter(({ command }) => command.mutates)).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['facts-gathering', 'facts-gathered']);
    expect(events[1]).toEqual({ type: 'facts-gathered', facts: facts.ok ? facts.value : undefined });
  });

  it('reads each server: place, roles, files, status, what its apiserver uses', async () => {
    const facts = await factsOf();
    expect(facts.servers.map(({ name, roles, bootstrap }) => ({ name, roles, bootstrap }))).toEqual([
      { name: 's1', roles: ['control-plane', 'etcd'], bootstrap: true },
      { name: 's2', roles: ['control-plane'], bootstrap: false },
      { name: 's3', roles: ['etcd'], bootstrap: false },
    ]);
    expect(facts.servers[0]).toMatchObject({
      binaryVersion: 'v1.36.3+rke2r1',
      datastore: { kind: 'etcd', url: 'https://127.0.0.1:2382' },
      apiserverUrl: 'https://127.0.0.1:6443',
      clockOffsetMs: 600,
      freeBytes: 1_024_000,
      tokenPresent: true,
      encryption: {
        file: { sha256: HASH, keys: [{ name: 'aescbckey' }] },
        status: { kind: 'read', said: { stage: 'start', hashesMatch: true } },
      },
      apiserver: { ready: true, loaded: { kind: 'hash', sha256: HASH } },
    });
    expect(facts.servers[1]).toMatchObject({ datastore: { kind: 'etcd', url: undefined } });
  });

  it('lists the sealed copies of each host, and where that fails knows only that nobody looked', async () => {
    const facts = await factsOf({ s2: [['@count', 'sh: what?']] });
    const copy = {
      directory: '/var/lib/keyturn/sealed/0123456789ab/before',
      sha256: 'c'.repeat(64),
      keys: [{ provider: 'aescbc', name: 'aescbckey' }],
      madeAtSeconds: 1_700_000_000,
    };
    const one = { found: [copy], leftOut: 0 };
    expect(facts.servers.map(({ sealedCopies }) => sealedCopies)).toEqual([one, undefined, one]);
    expect(facts.unanswered).toEqual([]);
  });

  it('compares the tokens of the servers by their hashes, and keeps no hash', async () => {
    const other: Script = [
      [
        '@version',
        '@from\n1\n@version\nrke2 version v1.36.3+rke2r1 (a)\n@token\npresent\n0000000000000000\n@free\n/dev/x 9 9 1000 1% /\n@to\n1\n@end\n',
      ],
    ];
    const facts = await factsOf({ s3: other });
    expect(facts.servers.map(({ tokenSameAs }) => tokenSameAs)).toEqual(['s1', 's1', 's3']);
    expect(JSON.stringify(facts)).not.toContain('fedcba9876543210');
  });

  it('asks an etcd-only server nothing that only an apiserver or an engine can answer, and reads the file that it keeps', async () => {
    const { result, sent } = gather();
    const facts = await result;
    expect(facts).toMatchObject({ ok: true });
    const asked = sent.filter(({ server }) => server === 's3').map(({ command }) => command.name);
    expect(asked).not.toContain('secrets-encrypt status');
    expect(asked).not.toContain('readyz');
    expect(facts.ok && facts.value.servers[2]).toMatchObject({
      encryption: undefined,
      apiserver: undefined,
      apiserverUrl: undefined,
      unusedFile: { sha256: HASH, keys: [{ name: 'aescbckey' }] },
    });
    expect(facts.ok && facts.value.servers.map(({ unusedFile }) => unusedFile !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('takes the health of an etcd member from its own host', async () => {
    const facts = await factsOf({ s3: [['/health', { exitCode: 7 }]] });
    expect(facts.etcd?.members).toEqual([
      { id: '1', name: 's1-0a1b2c3d', learner: false, healthy: true },
      { id: '3', name: 's3-ffeeddcc', learner: false, healthy: false },
    ]);
  });

  it('counts the Secrets by key', async () => {
    const facts = await factsOf();
    expect(facts.unanswered).toEqual([]);
    expect(facts.census).toEqual({
      revision: '4711',
      total: 2,
      byKey: { 'aescbc/aescbckey': 1 },
      plaintext: 1,
      unknown: 0,
    });
  });

  it('given a server is left out, asks it nothing, and one of the others whose apiservers serve; else nobody is asked that', async () => {
    const away = { kind: 'host-unreachable', server: 's3', address: '10.0.0.13:22', reason: 'ECONNREFUSED' } as const;
    const { fleet, sent } = scriptedFleet({
      s1: [['/namespaces/kube-system/leases', ok({ items: [] })], ...healthy('s1')],
      s2: healthy('s2'),
    });
    const unreachable: typeof fleet = {
      ...fleet,
      runner: (name) => (name === 's3' ? { ...fleet.runner(name), run: async () => failed(away) } : fleet.runner(name)),
    };
    const facts = await gatherFacts({
      context: stillContext(NOW),
      cluster: CLUSTER,
      fleet: unreachable,
      without: ['s3'],
    });

    expect(facts).toMatchObject({
      ok: true,
      value: {
        servers: [{ name: 's1' }, { name: 's2' }],
        leftOut: [{ name: 's3', tried: { address: '10.0.0.13:22', reason: 'ECONNREFUSED' } }],
        servingApiservers: [],
      },
    });
    expect(sent.filter(({ server }) => server === 's3')).toEqual([]);
    expect((await factsOf()).servingApiservers).toBeUndefined();
  });

  it('given the first apiserver does not answer, takes the Nodes from the next one', async () => {
    const facts = await factsOf({ s1: [['/api/v1/nodes', { exitCode: 7 }]] });
    expect(facts.nodes.map(({ name, heartbeatAt }) => [name, heartbeatAt])).toEqual([
      ['s1', '2026-11-24T01:59:59Z'],
      ['s2', '2026-11-24T01:59:00Z'],
      ['s3', '2026-11-24T01:59:00Z'],
    ]);
  });

  it('given another look at the same cluster, gives the same fingerprint', async () => {
    expect(fingerprintOf(await factsOf())).toEqual(fingerprintOf(await factsOf()));
  });
});

describe('gathering one server', () => {
  it('given its roles are known, needs no Nodes', async () => {
    const { fleet, sent } = scriptedFleet({ s2: healthy('s2') });
    const reading = await gatherServer({
      context: stillContext(NOW),
      cluster: CLUSTER,
      runner: fleet.runner('s2'),
      roles: ['control-plane'],
    });
    expect(reading).toMatchObject({
      ok: true,
      value: { facts: { name: 's2', roles: ['control-plane'] }, unanswered: [] },
    });
    expect(sent.map(({ command }) => command.name)).not.toContain('nodes');
    expect(sent.filter(({ command }) => command.mutates)).toEqual([]);
  });
});
