import { secretsEncrypt } from '../../../simulator/world/make-world.ts';
import { RELOADS, ALONE, contentOf, manifest, stored, configured, lease } from '../happenings.ts';
import type { Scenario } from '../scenario.ts';

export const CLUSTER_SCENARIOS: readonly Scenario[] = [
  { id: 'stale-node', given: 'a Node of a server that is gone', servers: [], options: { faults: ['stale-node:s9'] } },
  {
    id: 'encryption-off',
    given: 'the identity provider first',
    servers: ['s1', 's2', 's3'],
    options: { distribution: 'k3s', faults: ['encryption-disabled'] },
  },
  {
    id: 'other-encryption-file',
    given: 'an apiserver with an encryption file of its own',
    servers: ['s2'],
    happens: (world) => manifest(world, 's2', ['--encryption-provider-config=/etc/own.yaml', RELOADS]),
  },
  {
    id: 'reload-off',
    given: 'an apiserver that does not reload its file',
    servers: ['s2'],
    happens: (world) => manifest(world, 's2', [`--encryption-provider-config=${world.server('s2').configPath}`]),
  },
  {
    id: 'plaintext-secrets',
    given: 'a Secret that was written past the provider',
    servers: [],
    happens: (world) => stored(world, 'k8s\0\n\f\n\x02v1\x12\x06Secret'),
  },
  {
    id: 'secrets-under-another-provider',
    given: 'a Secret under a provider of a key management service',
    servers: [],
    happens: (world) => stored(world, 'k8s:enc:kms:v2:cloud:0123456789abcdef'),
  },
  { id: 'no-secrets-seen', given: 'another etcd', servers: [], options: { faults: ['secrets-elsewhere'] } },
  {
    id: 'datastore-unaskable',
    given: 'SQLite, and a curl without HTTP/2',
    servers: ['s1'],
    options: { distribution: 'k3s', datastore: 'sqlite', servers: [ALONE], faults: ['no-http2:s1'] },
  },
  {
    id: 'run-at-work',
    given: 'a Lease that a run elsewhere holds',
    servers: [],
    happens: async (world) => {
      await secretsEncrypt(world, 's1', 'prepare');
      world.leases.set('keyturn', { body: lease(world), resourceVersion: '1' });
    },
  },
  {
    id: 'others-at-work',
    given: 'an upgrade that is being applied',
    servers: [],
    options: { faults: ['upgrade-plan:applying'] },
  },
  {
    id: 'etcd-learner',
    given: 'a member that does not vote yet',
    servers: ['s2'],
    happens: (world) => void Object.assign(world.etcd.memberOf('s2') ?? {}, { learner: true }),
  },
  {
    id: 'server-not-listed',
    given: 'an inventory without the third server',
    servers: [],
    surroundings: { listed: ['s1', 's2'] },
  },
  {
    id: 'config-differs',
    given: 'another cluster-cidr in the configuration of one server, which runs with it',
    servers: ['s1', 's2', 's3'],
    happens: (world) => configured(world, 's2', 'cluster-cidr: 10.99.0.0/16'),
  },
  {
    id: 'config-unreadable',
    given: 'an anchor in a configuration',
    servers: ['s2'],
    happens: (world) => configured(world, 's2', 'cluster-cidr: &cidr 10.42.0.0/16'),
  },
  {
    id: 'token-missing',
    given: 'no token file',
    servers: ['s2'],
    happens: (world) => world.server('s2').files.remove(`${world.server('s2').dataDir}/server/token`),
  },
  {
    id: 'token-differs',
    given: 'another token on one server',
    servers: ['s1', 's2', 's3'],
    happens: (world) =>
      world.server('s2').files.write(`${world.server('s2').dataDir}/server/token`, 'K10::server:other'),
  },
  {
    id: 'clocks-differ',
    given: 'a clock that is ten seconds ahead',
    servers: [],
    options: { faults: ['clock-skew:s2:10000'] },
  },
  {
    id: 'disk-nearly-full',
    given: 'a disk with 10 MiB left',
    servers: ['s2'],
    options: { faults: ['disk-full:s2:10'] },
  },
  {
    id: 'versions-differ',
    given: 'another version on one server',
    servers: ['s1', 's2', 's3'],
    options: { faults: ['version:s2:v1.36.2+rke2r1'] },
  },
  {
    id: 'upgrade-waiting',
    given: 'a binary that was replaced and does not run yet',
    servers: ['s1', 's2', 's3'],
    happens: (world) => ['s1', 's2', 's3'].forEach((name) => world.inject(`version:${name}:v1.36.4+rke2r1`)),
  },
  {
    id: 'bad-release',
    given: 'a release whose first restarted server can hang',
    servers: [],
    options: { faults: ['s1', 's2', 's3'].map((name) => `version:${name}:v1.34.4+rke2r1`) },
  },
  { id: 'node-cordoned', given: 'a cordoned Node', servers: ['s2'], options: { faults: ['cordoned:s2'] } },
  {
    id: 'certificates-near-end',
    given: 'certificates that end in twenty days',
    servers: ['s2'],
    options: { faults: ['certificates-old:s2:20'] },
  },
  {
    id: 'journal-silent',
    given: 'a journal without a line of the engine',
    servers: ['s2'],
    options: { faults: ['journal-silent:s2'] },
  },
  {
    id: 'file-readable-by-others',
    given: 'an encryption file of mode 0644',
    servers: ['s2'],
    happens: (world) => world.server('s2').files.change(world.server('s2').configPath, { mode: 0o644 }),
  },
  {
    id: 'other-providers',
    given: 'ConfigMaps in the encryption file',
    servers: ['s1', 's2', 's3'],
    happens: (world) => {
      for (const server of world.hosts) {
        server.writeConfig(contentOf(world, server.name).replace('["secrets"]', '["secrets","configmaps"]'));
        server.writeState({ stage: 'start', sha256: server.configHash() });
        server.annotate('start', server.configHash());
        server.apiserver?.start();
      }
    },
  },
  {
    id: 'tools-missing',
    given: 'a host without systemd-run',
    servers: ['s2'],
    happens: (world) => void world.server('s2').programs.delete('systemd-run'),
  },
];
