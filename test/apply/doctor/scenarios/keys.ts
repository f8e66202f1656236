import { configText, firstConfig } from '../../../../src/simulator/engine/encryption-config.ts';
import { SECRETS } from '../../../../src/simulator/world/objects.ts';
import { restartService } from '../../../../src/simulator/world/service.ts';
import { journalOf, loseQuorum, secretsEncrypt } from '../../../simulator/world/make-world.ts';
import { until, hangs, cutOff, inTheRewrite, contentOf, freeze, bothKeys, eventOf } from '../happenings.ts';
import type { Scenario } from '../scenario.ts';

export const KEYS_SCENARIOS: readonly Scenario[] = [
  {
    id: 'key-gone',
    given: 'every server restarted with the new key alone while Secrets are under the old one',
    servers: ['s1', 's2', 's3'],
    options: { faults: ['keys-lost:3:everywhere'] },
    happens: (world) => until(() => new Set(world.hosts.map((host) => host.configHash())).size === 1),
  },
  {
    id: 'key-held',
    given: 'the leader restarted after the documented rotate-keys with writers, on K3s',
    servers: ['s1'],
    options: { distribution: 'k3s', faults: ['keys-lost:3'] },
    happens: (world) => hangs(world, 's1'),
  },
  {
    id: 'only-copy-of-new-key',
    given: 'a server that died in rotate-keys on a release of before March 2026',
    servers: ['s1'],
    options: {
      secrets: 130,
      // It keeps its file: otherwise it would take the datastore's, without the new key, or refuse to start.
      faults: ['stays-behind:s1:1', ...['s1', 's2', 's3'].map((name) => `version:${name}:v1.35.2+rke2r1`)],
    },
    happens: cutOff,
  },
  {
    id: 'rewrite-cut-off',
    given: 'a server that died in rotate-keys',
    servers: ['s1'],
    options: { secrets: 130 },
    happens: cutOff,
  },
  {
    id: 'newer-than-datastore',
    given: 'a server that could not save its files, and is restarted',
    servers: ['s1'],
    options: { faults: ['save-fails:s1:1'] },
    happens: async (world) => {
      // The datastore has had its copy for a day.
      world.bootstrap = { ...world.bootstrap, savedAtMs: world.bootstrap.savedAtMs - 86_400_000 };
      await secretsEncrypt(world, 's1', 'prepare');
      restartService(world, world.server('s1'));
      await until(() => journalOf(world, 's1').includes('newer than datastore'));
    },
  },
  {
    id: 'servers-made-own-keys',
    given: 'encryption switched on in the configuration of several servers at once',
    servers: ['s1', 's2', 's3'],
    options: { distribution: 'k3s' },
    happens: (world) => {
      const server = world.server('s2');
      server.writeConfig(configText(firstConfig('aescbc')));
      server.writeState({ stage: 'start', sha256: server.configHash() });
      server.annotate('start', server.configHash());
      server.apiserver?.start();
    },
  },
  { id: 'quorum-lost', given: 'two of three etcd members down', servers: ['s2', 's3'], happens: loseQuorum },
  {
    id: 'rewrite-met-deleted-secret',
    given: 'a Secret deleted while rotate-keys rewrites',
    servers: ['s1'],
    options: { secrets: 130, faults: ['slow-rewrite:20'] },
    happens: (world) =>
      inTheRewrite(world, () => {
        const [last] = world.etcd.store.range(SECRETS.from, SECRETS.to).slice(-1);
        if (last !== undefined) world.etcd.store.delete(last.key);
      }),
  },
  {
    id: 'rewrite-denied',
    given: 'an admission webhook that denies an update while rotate-keys rewrites',
    servers: ['s1'],
    options: { secrets: 60, faults: ['rewrite-fails:20'] },
    happens: async (world) => void (await secretsEncrypt(world, 's1', 'rotate-keys')),
  },
  {
    id: 'file-edited',
    given: 'a line feed put at the end of an encryption file',
    servers: ['s2'],
    happens: (world) => {
      const server = world.server('s2');
      server.writeConfig(`${contentOf(world, 's2')}\n`);
      server.apiserver?.start();
    },
  },
  {
    id: 'etcd-no-space',
    given: 'an alarm of etcd',
    servers: [],
    happens: (world) => void world.etcd.alarms.push('NOSPACE'),
  },
  {
    id: 'freeze-must-stay',
    given: 'writes refused by keyturn in the middle of a rotation',
    servers: [],
    happens: async (world) => {
      await freeze(world);
      await secretsEncrypt(world, 's1', 'prepare');
    },
  },
  {
    id: 'freeze-left',
    given: 'writes refused by keyturn, and servers that all write with one key',
    servers: [],
    happens: freeze,
  },
  {
    id: 'late-reload',
    given: 'an apiserver that loads the file of rotate-keys too late',
    servers: ['s1'],
    options: { faults: ['late-reload:s1:100000000'] },
    happens: async (world) => void (await secretsEncrypt(world, 's1', 'rotate-keys')),
  },
  {
    id: 'followers-lack-new-key',
    given: 'rotate-keys that has ended on the leader, and Secrets that only it can read',
    servers: ['s2', 's3'],
    happens: async (world) => void (await secretsEncrypt(world, 's1', 'rotate-keys')),
  },
  {
    id: 'secrets-left-behind',
    given: 'a staged rewrite that left Secrets under the old key, before the followers restart',
    servers: ['s1'],
    options: { faults: ['straggler:2'] },
    happens: async (world) => {
      bothKeys(world);
      await secretsEncrypt(world, 's1', 'reencrypt');
      await until(() => world.server('s1').state().stage === 'reencrypt_finished');
    },
  },
  {
    id: 'apiserver-not-loaded',
    given: 'an apiserver that has loaded another file than the one on its disk',
    servers: ['s2'],
    options: { faults: ['late-reload:s2:100000000'] },
    happens: (world) => {
      const server = world.server('s2');
      const own = contentOf(world, 's2');
      server.writeConfig(`${own}\n`);
      server.apiserver?.start();
      server.writeConfig(own);
    },
  },
  {
    id: 'rewrite-gave-up',
    given: 'etcd without a quorum for a moment while rotate-keys rewrites',
    servers: ['s1'],
    options: { secrets: 130, faults: ['slow-rewrite:20'] },
    happens: async (world) => {
      const ended = secretsEncrypt(world, 's1', 'rotate-keys');
      await until(() => journalOf(world, 's1').includes('SecretsProgress'));
      // By reading: the words of test/recordings/2026/causes.txt in the event of a given-up rewrite.
      world.time.dispose();
      void ended;
      world
        .server('s1')
        .log(eventOf('SecretsUpdateError', 'failed to update secret: etcdserver: request timed out', 0));
    },
  },
  {
    id: 'rewrite-silent',
    given: 'a rewrite whose newest line is an hour old',
    servers: ['s1'],
    happens: (world) => {
      bothKeys(world);
      const server = world.server('s1');
      server.annotate('reencrypt_active', server.configHash());
      server.log(eventOf('SecretsProgress', 'reencrypted 50 secrets', 3_600_000));
    },
  },
  {
    id: 'rewrite-running',
    given: 'reencrypt, and a rewrite that is slow',
    servers: ['s1'],
    options: { secrets: 60, faults: ['slow-rewrite:10000'] },
    happens: async (world) => {
      bothKeys(world);
      await secretsEncrypt(world, 's1', 'reencrypt');
      await until(() => /broadcaster/.test(journalOf(world, 's1')));
    },
  },
];
