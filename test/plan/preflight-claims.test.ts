import { describe, expect, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import { apiserver, etcd, file, raised } from '../support/preflight.ts';
import {
  FINISHED,
  SAMPLE_FACTS,
  sampleCluster,
  withFiles,
  withServer,
  type SampleFacts,
} from '../support/sample-facts.ts';

const { three } = SAMPLE_FACTS;

function counted(facts: SampleFacts, total: number): ClusterFacts {
  return { ...facts, census: { ...facts.census, total } };
}

describe('a check claims no more than it looked at', () => {
  it.each<readonly [string, readonly string[], ClusterFacts]>([
    ['arguments that could not be read', ['warn managed-path s2'], apiserver({ encryptionConfigPath: undefined })],
    [
      'an apiserver that reloads nothing by itself',
      ['refuse automatic-reload s2'],
      apiserver({ automaticReload: false }),
    ],
    ['one of which that is not known', ['warn automatic-reload s2'], apiserver({ automaticReload: undefined })],
    [
      'a configuration in a form that is not read',
      ['refuse config-readable s2'],
      withServer(three, 's2', {
        unreadableConfig: [{ path: '/etc/rancher/rke2/config.yaml', form: 'anchor', line: 3 }],
      }),
    ],
    [
      'a setting that a restart would change',
      ['refuse restart-settings s2'],
      withServer(three, 's2', {
        changedSettings: [{ name: 'cluster-cidr', running: '10.42.0.0/16', next: '10.9.0.0/16' }],
      }),
    ],
    [
      'another server to join, which means nothing after the first start',
      ['warn restart-settings s2'],
      withServer(three, 's2', { changedSettings: [{ name: 'server', running: '', next: 'https://lb:9345' }] }),
    ],
    [
      'files that were edited since the start, and certificates that a restart renews',
      ['warn restart-preview s2'],
      withServer(three, 's2', {
        restartPreview: { changedFiles: ['/etc/a.yaml'], unitChanged: true, certificates: ['c.crt expired at then'] },
      }),
    ],
    [
      'a restart of which nobody could say what it would be',
      ['warn restart-preview s2'],
      withServer(three, 's2', { restartPreview: undefined }),
    ],
    [
      'a container runtime of its own, with apiservers that poll',
      [],
      withServer(three, 's2', { containerRuntime: 'unix:///run/crio.sock' }),
    ],
    ['another token', ['refuse tokens-equal'], withServer(three, 's2', { tokenSameAs: 's2' })],
    [
      'a package manager at work',
      ['refuse package-managers s2'],
      withServer(three, 's2', { packageManagers: ['dpkg'] }),
    ],
    [
      'a snapshot being taken',
      ['refuse engine-commands s2'],
      withServer(three, 's2', { engineCommands: ['rke2 etcd-snapshot save'] }),
    ],
    [
      'a journal without a line of the engine',
      ['warn journal-tells s2'],
      withServer(three, 's2', { journalTells: false }),
    ],
    ['more than Secrets in the file', ['refuse providers-managed s2'], file({ resources: ['secrets', 'configmaps'] })],
    ['a wildcard in the file', ['refuse providers-managed s2'], file({ resources: ['*.*'] })],
    ['resources that could not be read', ['refuse providers-managed s2'], file({ resources: [] })],
    [
      'a migration between providers',
      ['refuse providers-managed s2'],
      file({ providers: ['secretbox', 'aescbc', 'identity'] }),
    ],
    [
      'another provider in the configuration than in the file',
      ['refuse providers-managed s1', 'refuse providers-managed s2', 'refuse providers-managed s3'],
      ['s1', 's2', 's3'].reduce<ClusterFacts>(
        (facts, name) => withServer(facts, name, { criticalConfig: { 'secrets-encryption-provider': 'secretbox' } }),
        three,
      ),
    ],
    [
      'a database that a rewrite may take over 70 %',
      ['warn etcd-size'],
      etcd({ dbSizeBytes: 600, dbSizeInUseBytes: 200, quotaBytes: 1_000 }),
    ],
    [
      'an update that is refused',
      ['refuse secrets-updatable'],
      { ...three, triedUpdates: { tried: 100, refused: 2, names: ['a/b', 'a/c'], untold: 0 } },
    ],
    [
      'updates of which nobody could say',
      ['warn secrets-updatable'],
      { ...three, triedUpdates: { tried: 100, refused: 0, names: [], untold: 3 } },
    ],
    ['a refusal of writes that a run left behind', ['refuse writes-open'], { ...three, writesFrozen: true }],
    [
      'one that must stay, because a follower still writes with the old key',
      ['refuse writes-left-frozen', 'refuse stage-allowed'],
      { ...withFiles(three, { s1: FINISHED }), writesFrozen: true },
    ],
    [
      'one that must stay, because an apiserver has not loaded its file',
      ['refuse writes-left-frozen', 'refuse apiserver-loaded s2'],
      { ...apiserver({ loaded: { kind: 'hash', sha256: 'c'.repeat(64) } }), writesFrozen: true },
    ],
    ['more Secrets than the engine’s list lives for', ['warn rewrite-length'], counted(three, 30_000)],
    ['a policy that denies', ['warn secret-policies'], { ...three, denyingSecretPolicies: ['no-secrets'] }],
  ])('given %s, says %j', (_, expected, facts) => {
    expect(raised(facts)).toEqual(expected);
  });

  it('given more Secrets than the engine’s list lives for and rotate-keys, refuses: only the leader would have the new key', () => {
    const facts = counted(SAMPLE_FACTS.one, 30_000);
    expect(raised(facts, { resolved: 'rotate-keys' })).toEqual(['warn etcd-quorum', 'refuse rewrite-length']);
  });

  it('given no automatic reload, passes where containers are restarted and on K3s', () => {
    const facts = apiserver({ automaticReload: false });
    const restarting = sampleCluster(facts, { apiserverReload: 'restart-container' });
    expect(raised(facts, { cluster: restarting })).toEqual([]);
    expect(raised({ ...facts, distribution: 'k3s' })).toEqual([]);
  });
});
