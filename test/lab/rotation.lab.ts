import { describe, it } from 'vitest';

import { keyturn } from '../e2e/support/keyturn.ts';
import type { LabCluster } from './cluster.ts';
import { aftermathOf, ALL_WELL } from './evidence.ts';
import type { ClusterShape } from './layout.ts';
import { amendHost, amendInventory, fresh, hostOf, RESTART_CONTAINER, rotateArguments, THREE } from './support.ts';
import { startWriters } from './writers.ts';

const STAGED = ['--strategy', 'staged'];

interface Case {
  readonly words: string;
  readonly shape: Omit<ClusterShape, 'name'>;
  /** What the inventory says besides. */
  readonly inventory: object;
  readonly options?: readonly string[];
  /** No apiserver is restarted, so that each must answer all the time. */
  readonly silent?: readonly [];
  readonly before?: (cluster: LabCluster) => Promise<unknown>;
}

const CASES: readonly Case[] = [
  {
    words: 'one server',
    shape: { ...THREE, servers: 1 },
    inventory: RESTART_CONTAINER,
    options: STAGED,
  },
  {
    words: 'one server and two etcd-only',
    shape: { ...THREE, servers: 1, etcdOnly: 2 },
    inventory: RESTART_CONTAINER,
    options: STAGED,
  },
  {
    words: 'three servers and two etcd-only, and a stability window of five seconds',
    shape: { ...THREE, etcdOnly: 2 },
    inventory: { ...RESTART_CONTAINER, timing: { stabilityWindow: '5s' } },
  },
  {
    words: 'two control-plane-only and three etcd-only',
    shape: { ...THREE, servers: 0, controlPlaneOnly: 2, etcdOnly: 3 },
    inventory: RESTART_CONTAINER,
  },
  {
    words: 'three servers whose apiservers do not name the file they use, and restarts of their containers',
    shape: { ...THREE, reloadMetric: false },
    inventory: RESTART_CONTAINER,
  },
  {
    words: 'three servers, and waiting for the polls of their apiservers',
    shape: THREE,
    inventory: {},
    silent: [],
  },
  {
    words: 'three servers whose apiservers do not name the file they use, and waiting for their polls',
    shape: { ...THREE, reloadMetric: false },
    inventory: {},
    silent: [],
  },
  {
    words: 'three servers whose kubelets remember back-offs of containers across restarts of the service',
    shape: THREE,
    inventory: RESTART_CONTAINER,
    before: async (cluster) => {
      for (const host of cluster.hosts) await amendHost(cluster, host, { rememberBackOff: true });
    },
  },
];

describe('real servers with writers at work', () => {
  for (const { words, shape, inventory, options = [], before, ...more } of CASES) {
    it(`given ${words}, when keyturn rotates staged, then no acknowledged Secret is lost and none is under the old key`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      amendInventory(cluster, inventory);
      await before?.(cluster);
      await using writers = startWriters(cluster);

      const rotated = await keyturn(rotateArguments(cluster, ...options));
      const after = await aftermathOf(cluster, writers, words);

      expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
      expect(after).toMatchObject({ ...ALL_WELL, ...more, failedReads: 0, minted: 1 });
      expect(after.onlyKey).not.toBe('aescbckey');
      expect(after.naming).toEqual(shape.reloadMetric ? Object.keys(after.unreadable) : []);
    });
  }

  it('given a server on which SSH signs in as root and sudo does not exist, when keyturn rotates, then it ends well', async ({
    expect,
  }) => {
    await using cluster = await fresh({ ...THREE, servers: 1 });
    const host = hostOf(cluster, 's1');
    const { ssh } = cluster;
    amendInventory(cluster, { ...RESTART_CONTAINER, ssh: { ...ssh, user: 'root' } });
    await host.exec('rm "$(command -v sudo)"');
    await using writers = startWriters(cluster);

    const rotated = await keyturn(rotateArguments(cluster, ...STAGED));
    const after = await aftermathOf(cluster, writers, 'one server, as root without sudo');

    expect((await host.exec('command -v sudo')).code).not.toBe(0);
    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
    expect(after).toMatchObject({ ...ALL_WELL, failedReads: 0, minted: 1 });
  });
});
