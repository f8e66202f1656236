import type { KnownSignatureId } from '../../../src/plan/signatures.ts';
import { configText, firstConfig } from '../../../src/simulator/engine/encryption-config.ts';
import { SECRETS } from '../../../src/simulator/world/objects.ts';
import { restartService } from '../../../src/simulator/world/service.ts';
import type { World, WorldOptions } from '../../../src/simulator/world/world.ts';
import { journalOf, loseQuorum, secretsEncrypt } from '../../simulator/world/make-world.ts';
import type { Surroundings } from './examine-world.ts';

/** A state of a simulated cluster, and the one diagnosis of it. */
export interface Scenario {
  readonly id: KnownSignatureId;
  readonly given: string;
  /** The servers that the diagnosis names. */
  readonly servers: readonly string[];
  readonly options?: Partial<WorldOptions>;
  readonly surroundings?: Surroundings;
  readonly happens?: (world: World) => void | Promise<void>;
}

/** Waits for a condition, and never for a time. */
async function until(isMet: () => boolean): Promise<void> {
  for (let tries = 0; !isMet(); tries += 1) {
    if (tries > 4_000) throw new Error('it never happens');
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}

async function hangs(world: World, server: string): Promise<void> {
  await until(() => world.server(server).service.state.activeState === 'activating');
}

/** `rotate-keys` on the first server, which is killed in the middle of the rewrite and comes back. */
async function cutOff(world: World): Promise<void> {
  world.inject('rewrite-killed:s1:1');
  await secretsEncrypt(world, 's1', 'rotate-keys');
  await until(() => world.server('s1').service.state.activeState === 'active');
}

/** Runs `rotate-keys` until its rewrite has begun, and acts then. */
async function inTheRewrite(world: World, act: () => void): Promise<void> {
  const ended = secretsEncrypt(world, 's1', 'rotate-keys');
  await until(() => /SecretsProgress|broadcaster/.test(journalOf(world, 's1')));
  act();
  await ended;
}

export const SCENARIOS: readonly Scenario[] = [
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
    options: { secrets: 130, faults: ['s1', 's2', 's3'].map((name) => `version:${name}:v1.35.2+rke2r1`) },
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
];
