import { describe, expect, it } from 'vitest';

import type { Cluster, Role } from '../../src/model/cluster.ts';
import type { Event } from '../../src/model/event.ts';
import { gatherFacts, gatherServer } from '../../src/facts/gather.ts';
import { fingerprintOf } from '../../src/plan/fingerprint.ts';
import { SAMPLE_FACTS, sampleCluster } from '../support/sample-facts.ts';
import { scriptedFleet, stillContext, type Answer, type Script } from './scripted-fleet.ts';

const NOW = 1_764_000_000_000;
const HASH = 'a'.repeat(64);
const FILE = '/var/lib/rancher/rke2/server/cred/encryption-config.json';
const ROLES: Readonly<Record<string, readonly Role[]>> = {
  s1: ['control-plane', 'etcd'],
  s2: ['control-plane'],
  s3: ['etcd'],
};
const CLUSTER: Cluster = sampleCluster(SAMPLE_FACTS.three);

function ok(body: unknown): string {
  return `${JSON.stringify(body)}\n200`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function node(name: string) {
  const roles = ROLES[name] ?? [];
  const plane = roles.includes('control-plane');
  return {
    metadata: {
      name,
      labels: Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, 'true'])),
      annotations: plane ? { 'rke2.io/encryption-config-hash': `start-${HASH}` } : {},
    },
    status: {
      conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-11-24T01:59:00Z' }],
      nodeInfo: { kubeletVersion: 'v1.36.3+rke2r1' },
    },
  };
}

const NODES = ok({ items: Object.keys(ROLES).map(node) });
const MEMBERS = ok({
  members: [
    { ID: '1', name: 's1-0a1b2c3d' },
    { ID: '3', name: 's3-ffeeddcc' },
  ],
});
const FILES = [
  `@sha256\n${HASH}  ${FILE}`,
  '@stat\n1700000000 600 root:root',
  '@names\n"resources":["secrets"]\n"aescbc":{\n"name":"aescbckey"\n"identity":{',
  `@again\n${HASH}  ${FILE}`,
  `@state\nstart-${HASH}`,
  '@end\n',
].join('\n');
/** Two Secrets, one of them not encrypted. */
const RANGE = [
  '"revision":"4711"',
  `"key":"${base64('/registry/secrets/a/one')}"`,
  `"value":"${base64('k8s:enc:aescbc:v1:aescbckey:0123456789abcdef')}`,
  `"key":"${base64('/registry/secrets/a/two')}"`,
  `"value":"${base64('k8s\0plain')}`,
  '"count":"2"\n',
].join('\n');
const STATUS = '{"stage":"start","activekey":"AES-CBC aescbckey","enable":true,"hashmatch":true}';

/** A host that answers everything as a healthy server of its name does. */
function healthy(name: string, changes: Script = []): Script {
  const server = name === 's1' ? '' : '=server: https://s1:9345\n';
  const roles = ROLES[name] ?? [];
  const etcd = roles.includes('etcd') ? '@etcd\nlisten-client-http-urls: https://127.0.0.1:2382\n' : '';
  const unit =
    'ActiveState=active\nSubState=running\nNRestarts=1\nInvocationID=i\nExecStart={ path=/opt/rke2/bin/rke2 ; }';
  const details = `@from\n1764000000.5\n@version\nrke2 version v1.36.3+rke2r1 (abc)\n@token\npresent\nfedcba9876543210\n@free\n/dev/x 9 9 1000 1% /\n${etcd}@to\n1764000000.7\n@end\n`;
  return [
    ...changes,
    [
      '@hostname',
      `@hostname\n${name}\n@config\nF 1 /etc/rancher/rke2/config.yaml\n${server}${roles.includes('control-plane') ? '' : '=disable-apiserver: true\n'}@flags\n@tools\n@end\n`,
    ],
    ['@version', details],
    ['systemctl show', unit],
    ['encryption-config.json', FILES],
    ['secrets-encrypt status', STATUS],
    ['/readyz', 'ok\n200'],
    ['/metrics', `apiserver_encryption_config_controller_last_config_info{hash="sha256:${HASH}"} 1\n`],
    ['/api/v1/nodes', NODES],
    ['kube-node-lease', ok({ items: [{ metadata: { name: 's1' }, spec: { renewTime: '2026-11-24T01:59:59Z' } }] })],
    ['/v3/maintenance/status', ok({ version: '3.6.14', dbSize: '100', dbSizeInUse: '50', leader: '1' })],
    ['/v3/cluster/member/list', MEMBERS],
    ['/v3/maintenance/alarm', ok({})],
    ['/v3/kv/range', RANGE],
    ['/health', '{"health":"true"}\n200'],
    ['webhookconfigurations', ok({ items: [] })],
    ['validatingadmissionpolicies', 'not found\n404'],
    ['upgrade.cattle.io', 'not found\n404'],
  ];
}

function gather(changes: Readonly<Record<string, Script>> = {}) {
  const names = Object.keys(ROLES);
  const { fleet, sent } = scriptedFleet(Object.fromEntries(names.map((name) => [name, healthy(name, changes[name])])));
  const events: Event[] = [];
  const result = gatherFacts({
    context: stillContext(NOW),
    cluster: CLUSTER,
    fleet,
    emit: (event) => {
      events.push(event);
    },
  });
  return { result, sent, events };
}

async function factsOf(changes: Readonly<Record<string, Script>> = {}) {
  const gathered = await gather(changes).result;
  if (!gathered.ok) throw new Error(JSON.stringify(gathered.failure));
  return gathered.value;
}

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
      etcdUrl: 'https://127.0.0.1:2382',
      apiserverUrl: 'https://127.0.0.1:6443',
      clockOffsetMs: 600,
      freeBytes: 1_024_000,
      tokenPresent: true,
      encryption: {
        file: { sha256: HASH, keys: [{ name: 'aescbckey' }] },
        status: { stage: 'start', hashesMatch: true },
      },
      apiserver: { ready: true, loaded: { kind: 'hash', sha256: HASH } },
    });
    expect(facts.servers[1]).toMatchObject({ etcdUrl: undefined });
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

  it('asks an etcd-only server nothing that only an apiserver or an engine can answer', async () => {
    const { result, sent } = gather();
    const facts = await result;
    expect(facts).toMatchObject({ ok: true });
    const asked = sent.filter(({ server }) => server === 's3').map(({ command }) => command.name);
    expect(asked).not.toContain('secrets-encrypt status');
    expect(asked).not.toContain('encryption file');
    expect(asked).not.toContain('readyz');
    expect(facts.ok && facts.value.servers[2]).toMatchObject({
      encryption: undefined,
      apiserver: undefined,
      apiserverUrl: undefined,
    });
  });

  it('takes the health of an etcd member from its own host', async () => {
    const facts = await factsOf({ s3: [['/health', { exitCode: 7 }]] });
    expect(facts.etcd.members).toEqual([
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

describe('a question without an answer', () => {
  it.each<readonly [string, string, Answer]>([
    ['a status nobody can read', 'secrets-encrypt status', 'what?'],
    ['an engine that does not answer', 'secrets-encrypt status', { exitCode: 1, stderr: 'level=fatal msg="x"' }],
    ['credential files in a form that is not known', 'encryption-config.json', '@state\nfoo\n@end\n'],
    ['metrics that do not answer', '/metrics', { exitCode: 1, stderr: 'curl: (7) Failed to connect' }],
  ])('given %s, is kept, and the other answers are still there', async (_, question, answer) => {
    const facts = await factsOf({ s2: [[question, answer]] });
    const failures = facts.unanswered.filter((failure) => 'server' in failure && failure.server === 's2');
    expect(failures).toHaveLength(1);
    expect(facts.servers[1]).toMatchObject({ name: 's2', binaryVersion: 'v1.36.3+rke2r1', apiserver: { ready: true } });
  });

  it('given a status nobody can read, has no stage and matches nothing', async () => {
    const facts = await factsOf({ s2: [['secrets-encrypt status', 'what?']] });
    expect(facts.servers[1]?.encryption?.status).toMatchObject({ stage: undefined, hashesMatch: false, raw: 'what?' });
  });

  it('given an engine that knows no JSON, asks for text', async () => {
    const text =
      'Encryption Status: Enabled\nCurrent Rotation Stage: start\nServer Encryption Hashes: All hashes match\n\nActive  Key Type  Name\n------  --------  ----\n *      AES-CBC   aescbckey\n\n';
    const facts = await factsOf({
      s2: [
        ['-o json', { exitCode: 1, stderr: 'flag provided but not defined: -o' }],
        ['secrets-encrypt status', text],
      ],
    });
    expect(facts.servers[1]?.encryption?.status).toMatchObject({ stage: 'start', enablement: 'enabled' });
    expect(facts.unanswered.filter((failure) => 'server' in failure && failure.server === 's2')).toEqual([]);
  });

  it('given a file that changes while it is read, reads it again', async () => {
    const moved = FILES.replace(`@again\n${HASH}`, `@again\n${'b'.repeat(64)}`);
    const { result, sent } = gather({ s2: [['encryption-config.json', moved]] });
    expect(await result).toMatchObject({ ok: true });
    const reads = sent.filter(({ server, command }) => server === 's2' && command.name === 'encryption file');
    expect(reads).toHaveLength(3);
  });

  it('given a unit that is not active, does not ask the engine: it may panic while it starts', async () => {
    const starting =
      'ActiveState=activating\nSubState=start\nNRestarts=0\nInvocationID=i\nExecStart={ path=/opt/rke2/bin/rke2 ; }';
    const { result, sent } = gather({ s2: [['--property=ActiveState', starting]] });
    expect(await result).toMatchObject({ ok: true });
    const asked = sent.filter(({ server }) => server === 's2').map(({ command }) => command.name);
    expect(asked).not.toContain('secrets-encrypt status');
  });
});

describe('a server that cannot be asked at all', () => {
  it('given sudo refuses, is the failure of the whole', async () => {
    const refused = { exitCode: 1, stderr: 'sudo: a password is required' };
    const { result } = gather({ s2: [['', refused]] });
    expect(await result).toEqual({ ok: false, failure: { kind: 'sudo-needs-password', server: 's2', user: 'ops' } });
  });

  it('given two, is the failure of the first in the inventory', async () => {
    const { result } = gather({ s2: [['', { lost: true }]], s3: [['', { lost: true }]] });
    expect(await result).toMatchObject({ failure: { kind: 'connection-lost', server: 's2' } });
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
