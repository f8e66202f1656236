import { describe, expect, it } from 'vitest';

import type { Cluster } from '../../src/model/cluster.ts';
import type { ClusterFacts, LoadedEvidence } from '../../src/model/facts.ts';
import type { KnownIssue } from '../../src/model/known-issue.ts';
import { apiserver, census, etcd, file, members, raised, status, verdicts } from '../support/preflight.ts';
import {
  encryptionOf,
  NEW_KEY,
  PREPARED,
  ROTATED,
  SAMPLE_FACTS,
  SAMPLE_NOW,
  sampleCluster,
  START,
  withFiles,
  withNode,
  withServer,
} from '../support/sample-facts.ts';

const { three, one } = SAMPLE_FACTS;

const issue: KnownIssue = { id: 'snapshot-race', verdict: 'refuse', concerns: 'staged', issues: ['k3s-io/k3s#1'] };
const claimed = sampleCluster(three);
const wrongRoles: Cluster = {
  ...claimed,
  servers: claimed.servers.map((server) => ({ ...server, expectedRoles: ['etcd'] })),
};

/** The file of s2 was written half a minute ago. */
function youngFile(loaded: LoadedEvidence): ClusterFacts {
  const [server] = file({ changedAtSeconds: SAMPLE_NOW / 1_000 - 30 }).servers.filter(({ name }) => name === 's2');
  return withServer(apiserver({ loaded }), 's2', { encryption: server?.encryption });
}

describe('the preflight of a healthy cluster', () => {
  it.each(['three', 'split', 'five'] as const)('given %s, passes every check', (topology) => {
    expect(raised(SAMPLE_FACTS[topology])).toEqual([]);
  });

  it.each(['one'] as const)('given %s, warns that a restart is an outage of etcd', (topology) => {
    expect(raised(SAMPLE_FACTS[topology])).toEqual(['warn etcd-quorum']);
  });

  it('gives each check exactly once, under a stable name', () => {
    const ids = verdicts(three).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z]+(-[a-z]+)*$/.test(id))).toBe(true);
  });
});

describe('the Node of a server', () => {
  it.each([
    ['s2', []],
    ['other', ['refuse nodes-as-claimed s2']],
  ])('given the inventory calls it %s where s2 was found, is judged: %j', (nodeName, expected) => {
    const cluster: Cluster = {
      ...claimed,
      servers: claimed.servers.map((server) => (server.name === 's2' ? { ...server, nodeName } : server)),
    };
    expect(raised(three, { cluster })).toEqual(expected);
  });
});

describe('the preflight', () => {
  it.each<readonly [string, readonly string[], ClusterFacts]>([
    [
      'a stale server Node',
      ['refuse inventory-complete'],
      { ...three, nodes: [...three.nodes, { ...at(three.nodes, 0), name: 'gone' }] },
    ],
    ['a server whose Node is missing', ['refuse inventory-complete s3'], { ...three, nodes: three.nodes.slice(0, 2) }],
    [
      'one host twice',
      ['refuse inventory-complete', 'refuse inventory-distinct s3'],
      withServer(three, 's3', { nodeName: 's2' }),
    ],
    ['a Node labelled otherwise', ['refuse roles-as-claimed s2'], withNode(three, 's2', { roles: ['control-plane'] })],
    [
      'a failed unit',
      ['refuse units-active s2'],
      withServer(three, 's2', { unit: { ...at(three.servers, 1).unit, activeState: 'failed' } }),
    ],
    ['a NotReady Node', ['refuse nodes-ready'], withNode(three, 's2', { ready: false })],
    ['a cordoned Node', ['refuse nodes-schedulable'], withNode(three, 's2', { unschedulable: true })],
    ['a stale heartbeat', ['refuse nodes-fresh'], withNode(three, 's2', { heartbeatAt: '2026-11-24T01:57:00Z' })],
    ['no heartbeat', ['refuse nodes-fresh'], withNode(three, 's2', { heartbeatAt: undefined })],
    ['clocks 5 s apart', ['warn clocks'], withServer(three, 's2', { clockOffsetMs: 5_000 })],
    ['clocks 40 s apart', ['refuse nodes-fresh', 'refuse clocks'], withServer(three, 's2', { clockOffsetMs: 70_000 })],
    [
      'our own clock 3 s off',
      ['warn clocks'],
      three.servers.reduce((facts, { name }) => withServer(facts, name, { clockOffsetMs: -3_000 }), three),
    ],
    ['no token', ['refuse token-present s2'], withServer(three, 's2', { tokenPresent: false })],
    [
      'unequal settings',
      ['refuse config-equal'],
      withServer(three, 's2', {
        criticalConfig: { 'cluster-cidr': '10.0.0.0/8', 'secrets-encryption-provider': 'aescbc' },
      }),
    ],
    [
      'missing settings',
      ['refuse config-equal', 'refuse config-equal'],
      withServer(three, 's2', { criticalConfig: {} }),
    ],
    ['a missing tool', ['refuse tools-present s2'], withServer(three, 's2', { missingTools: ['curl'] })],
    [
      'another version',
      ['refuse versions-equal', 'refuse disk-matches-running s2'],
      withServer(three, 's2', { binaryVersion: 'v1.36.3+rke2r2' }),
    ],
    [
      'a binary not yet started',
      ['refuse disk-matches-running s2'],
      withNode(three, 's2', { kubeletVersion: 'v1.36.2+rke2r1' }),
    ],
    ['encryption disabled', ['refuse encryption-enabled s2'], status({ enablement: 'disabled' })],
    [
      'no encryption file',
      [
        'refuse encryption-enabled s2',
        'refuse one-key s2',
        'refuse same-file',
        'refuse state-matches-file s2',
        'warn apiserver-loaded s2',
      ],
      withServer(three, 's2', { encryption: { ...encryptionOf(START), file: undefined } }),
    ],
    ['a file of the operator', ['refuse managed-path s2'], apiserver({ encryptionConfigPath: '/etc/mine.json' })],
    ['a KMS provider', ['refuse providers-managed s2'], file({ providers: ['aescbc', 'kms', 'identity'] })],
    ['identity first', ['refuse providers-managed s2'], file({ providers: ['identity', 'aescbc'] })],
    ['a readable key file', ['warn file-modes s2'], file({ mode: '644' })],
    ['a key file of somebody', ['warn file-modes s2'], file({ owner: 'ops:ops' })],
    ['a Node without annotation', ['refuse nodes-annotated'], withNode(three, 's2', { annotation: undefined })],
    ['an apiserver not ready', ['refuse apiservers-ready s2'], apiserver({ ready: false })],
    [
      'an apiserver with another file',
      ['refuse apiserver-loaded s2'],
      apiserver({ loaded: { kind: 'hash', sha256: 'c'.repeat(64) } }),
    ],
    [
      'an apiserver older than its file',
      ['refuse apiserver-loaded s2'],
      apiserver({ loaded: { kind: 'times', processStartSeconds: 1, lastReloadSeconds: 2 } }),
    ],
    [
      'an apiserver that reloaded since',
      [],
      apiserver({ loaded: { kind: 'times', processStartSeconds: 1, lastReloadSeconds: 1_700_000_001 } }),
    ],
    [
      'an apiserver that began just before its file was written, long ago',
      [],
      apiserver({ loaded: { kind: 'times', processStartSeconds: 1_699_999_999.99, lastReloadSeconds: undefined } }),
    ],
    [
      'an apiserver that began just before its file was written, within a reload period',
      ['refuse apiserver-loaded s2'],
      youngFile({ kind: 'times', processStartSeconds: SAMPLE_NOW / 1_000 - 30.01, lastReloadSeconds: undefined }),
    ],
    ['an apiserver that does not say, with a young file', ['refuse apiserver-loaded s2'], youngFile({ kind: 'none' })],
    ['an apiserver that does not say', ['warn apiserver-loaded s2'], apiserver({ loaded: { kind: 'none' } })],
    ['a stage in the middle', ['refuse stage-allowed s2'], status({ stage: 'rotate' })],
    ['a stage that is not known', ['refuse stage-allowed s2'], status({ stage: undefined })],
    [
      'a rewrite that the annotation tells of',
      ['refuse stage-allowed s2'],
      withNode(three, 's2', {
        annotation: { stage: 'reencrypt_active', sha256: encryptionOf(START).file?.sha256 ?? '' },
      }),
    ],
    [
      'hashes that differ',
      ['refuse hashes-match s2'],
      status({ hashesMatch: false, hashError: 'hash does not match between s1 and s2' }),
    ],
    ['a second key in status', ['refuse one-key s2'], status({ inactiveKeys: [NEW_KEY] })],
    [
      'an annotation of another file',
      ['refuse state-matches-file s2'],
      withNode(three, 's2', { annotation: { stage: 'start', sha256: 'c'.repeat(64) } }),
    ],
    ['a learner', ['refuse etcd-voters', 'warn etcd-quorum'], members({ learner: true })],
    ['an unhealthy member', ['refuse etcd-healthy', 'refuse etcd-quorum'], members({ healthy: false })],
    [
      'a member too many',
      ['refuse etcd-members', 'refuse etcd-healthy'],
      etcd({
        members: [
          ...three.etcd.members,
          { id: '9', name: 'gone', learner: false, healthy: false },
          { id: '8', name: 's9', learner: false, healthy: true },
        ],
      }),
    ],
    [
      'a server that the inventory forgot, whose etcd member nobody asked',
      ['refuse inventory-complete', 'refuse etcd-members'],
      {
        ...three,
        servers: three.servers.slice(0, 2),
        triedCanaries: three.triedCanaries?.slice(0, 2),
        etcd: {
          ...three.etcd,
          members: three.etcd.members.map((member) =>
            member.name === 's3' ? { ...member, name: 's3-0a1b2c3d', healthy: false } : member,
          ),
        },
      },
    ],
    ['no member at all', ['refuse etcd-members', 'warn etcd-quorum'], etcd({ members: [] })],
    ['an alarm', ['refuse etcd-alarms'], etcd({ alarms: ['NOSPACE'] })],
    ['a database over 70 % of its quota', ['refuse etcd-size'], etcd({ dbSizeBytes: 710, quotaBytes: 1_000 })],
    ['a full disk', ['refuse free-space s2'], withServer(three, 's2', { freeBytes: 1_000_000 })],
    ['plaintext Secrets', ['refuse plaintext-secrets'], census({ plaintext: 3 })],
    ['strange prefixes', ['refuse unknown-prefixes'], census({ unknown: 1 })],
    [
      'Secrets under a key that no file has',
      ['refuse keys-at-hand'],
      census({ byKey: { 'aescbc/aescbckey': 499, 'aescbc/lost': 1 } }),
    ],
    ['a webhook that fails closed', ['warn secret-webhooks'], { ...three, failClosedSecretWebhooks: ['kyverno'] }],
    [
      'an unanswered question',
      ['refuse questions-answered s2'],
      { ...three, unanswered: [{ kind: 'command-timed-out', server: 's2', command: 'x', phase: 'total', afterMs: 1 }] },
    ],
  ])('given %s, says %j', (_, expected, facts) => {
    expect(raised(facts)).toEqual(expected);
  });

  it('given a rotation that is half-done and can be gone on with, says that and no more', () => {
    expect(raised(withFiles(three, { s1: ROTATED, s2: PREPARED, s3: PREPARED }))).toEqual(['refuse stage-allowed']);
  });

  it('given one that cannot be gone on with, refuses by stage and keys', () => {
    const facts = withFiles(three, { s1: ROTATED, s2: START, s3: PREPARED });
    const ids = raised(facts).map((text) => text.split(' ')[1]);
    expect(new Set(ids)).toEqual(
      new Set(['stage-allowed', 'one-key', 'same-active-key', 'same-file', 'apiserver-loaded']),
    );
  });

  it('given roles that the inventory claims otherwise, refuses each server', () => {
    expect(raised(three, { cluster: wrongRoles })).toEqual(
      ['s1', 's2', 's3'].map((name) => `refuse roles-as-claimed ${name}`),
    );
  });

  it('given a known issue of the strategy, repeats its verdict and its upstream issue', () => {
    const found = verdicts(three, { issues: [issue, { ...issue, id: 'restart-hangs', concerns: 'rotate-keys' }] });
    const known = found.filter(({ id }) => id === 'known-issues');
    expect(known).toMatchObject([{ verdict: 'refuse', issues: ['k3s-io/k3s#1'] }]);
    expect(known[0]?.evidence).toEqual(['issue=snapshot-race', 'version=v1.36.3+rke2r1']);
  });

  it('given rotate-keys on a release that saves the new key last, refuses it with aescbc keys', () => {
    const unsaved = [{ ...issue, id: 'interrupted-rotate-keys', verdict: 'warn', concerns: 'rotate-keys' }] as const;
    const found = verdicts(one, { issues: unsaved, resolved: 'rotate-keys' });
    expect(found.filter(({ id }) => id === 'key-saved-first')).toMatchObject([{ verdict: 'refuse' }]);
    const staged = verdicts(one, { issues: unsaved });
    expect(staged.filter(({ id }) => id === 'key-saved-first')).toMatchObject([{ verdict: 'pass' }]);
  });

  it('given an issue above a number of Secrets, refuses above it only', () => {
    const limited = [{ ...issue, secretsLimit: 8_000 }];
    expect(raised(three, { issues: limited })).toEqual([]);
    expect(raised(census({ total: 8_001 }), { issues: limited })).toEqual(['refuse secret-count']);
  });

  it('given a key from the future, refuses: a clock was wrong', () => {
    const keys = [{ provider: 'aescbc', name: 'aescbckey-2027-01-01T00:00:00Z' }] as const;
    const facts = withFiles(one, { s1: { keys, stage: 'start' } });
    expect(raised({ ...facts, census: { ...one.census, byKey: {} } })).toContain('refuse key-age');
  });
});

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${String(index)}`);
  return found;
}
