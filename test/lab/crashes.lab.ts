import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'vitest';

import { keyturn } from '../e2e/support/keyturn.ts';
import { mountSmallDisk } from '../e2e/support/small-disk.ts';
import { must } from './command.ts';
import type { LabCluster } from './cluster.ts';
import { aftermathOf, ALL_WELL } from './evidence.ts';
import {
  amendHost,
  amendInventory,
  fresh,
  hostOf,
  killContainer,
  RESTART_CONTAINER,
  rotateArguments,
  rotateThrough,
  THREE,
  type Hit,
} from './support.ts';
import { startWriters } from './writers.ts';

/** When the new key is about to be made, when it is about to write, when the rewrite has ended, and in the last roll. */
const MOMENTS = [
  '"step":"command:prepare"',
  '"step":"command:rotate"',
  '"step":"rewrite-finished"',
  '"step":"restart:reencrypt_finished:s3"',
];
const LINK_DOWN_MS = 60_000;
const KILL_SERVICE = 'systemctl kill --kill-who=main --signal=KILL rke2-server';
/** Longer than anyone waits for `prepare`. */
const SAVE_DELAY_MS = 60_000;
const STATE = '/var/lib/rancher/rke2/server/cred/encryption-state.json';

function at(act: () => Promise<unknown>): readonly Hit[] {
  return MOMENTS.map((moment) => ({ at: moment, act }));
}

async function linkDown(cluster: LabCluster, name: string): Promise<void> {
  const device = `vb-${hostOf(cluster, name).machine}`;
  must('ip', ['link', 'set', device, 'down']);
  await sleep(LINK_DOWN_MS);
  must('ip', ['link', 'set', device, 'up']);
}

const CRASHES: readonly {
  readonly what: string;
  readonly hits: (cluster: LabCluster) => readonly Hit[];
  readonly kill?: 'after-each-hit';
}[] = [
  { what: 'keyturn itself is killed', hits: () => at(async () => {}), kill: 'after-each-hit' },
  {
    what: "the leader's service is killed",
    hits: (cluster) => at(() => hostOf(cluster, 's1').exec(KILL_SERVICE)),
  },
  {
    what: "the leader's apiserver is killed",
    hits: (cluster) => at(() => killContainer(hostOf(cluster, 's1'), 'kube-apiserver')),
  },
  { what: 'an etcd member is killed', hits: (cluster) => at(() => killContainer(hostOf(cluster, 's2'), 'etcd')) },
  { what: 'a host is off the network for a minute', hits: (cluster) => at(() => linkDown(cluster, 's2')) },
];

describe('three real servers with writers at work, hit at four moments of a rotation', () => {
  for (const { what, hits, kill } of CRASHES) {
    it(`given ${what} at each, when the run goes on or is resumed, then it ends well, one key was made and no Secret is lost`, async ({
      expect,
    }) => {
      await using cluster = await fresh(THREE);
      amendInventory(cluster, RESTART_CONTAINER);
      await using writers = startWriters(cluster);

      const { ended, resumed, unhit } = await rotateThrough(cluster, hits(cluster), kill === undefined ? {} : { kill });
      const after = await aftermathOf(cluster, writers, `${what}, resumed ${String(resumed)} times`);

      expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
      expect(unhit).toBe(0);
      expect(after).toMatchObject({ ...ALL_WELL, minted: 1 });
    });
  }

  it('given the disk under the journal is full at each, when the run is resumed with room, then it ends well and no Secret is lost', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    amendInventory(cluster, RESTART_CONTAINER);
    using disk = mountSmallDisk(join(cluster.directory, 'state'));
    await using writers = startWriters(cluster);

    const { ended, resumed, unhit } = await rotateThrough(
      cluster,
      at(async () => disk.fill()),
      { between: () => disk.free() },
    );
    const after = await aftermathOf(cluster, writers, `a full disk, resumed ${String(resumed)} times`);

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(unhit).toBe(0);
    // It stays full until the run has stopped. The journal's last page has room of its own: the few lines of the last roll may fit there.
    expect(resumed).toBeGreaterThanOrEqual(MOMENTS.length - 1);
    expect(after).toMatchObject({ ...ALL_WELL, minted: 1 });
  });

  it("given the leader's service is killed after prepare wrote its files and before it saved them, when it refuses to start, then the run stops, restarts no other server, and no Secret is lost", async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    amendInventory(cluster, RESTART_CONTAINER);
    const leader = hostOf(cluster, 's1');
    await amendHost(cluster, leader, { saveDelayMs: SAVE_DELAY_MS });
    await using writers = startWriters(cluster);

    const hit = {
      at: '"step":"command:prepare"',
      act: () => leader.exec(`until grep -q ^prepare ${STATE}; do sleep 0.2; done; ${KILL_SERVICE}`),
    };
    const { ended } = await rotateThrough(cluster, [hit]);
    // systemd starts it again after five seconds; that start is the one that refuses.
    const refusal = 'newer than datastore and could cause a cluster outage';
    await leader.exec(`timeout 120 sh -c "until journalctl -u rke2-server | grep -q '${refusal}'; do sleep 1; done"`);
    const resumed = await keyturn(rotateArguments(cluster, '--resume'));
    const after = await aftermathOf(cluster, writers, 'killed before the save');

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 5 });
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain('Restart no other server before s1 is healthy');
    expect(resumed, resumed.stdout.slice(-4_000) + resumed.stderr).toMatchObject({ code: 5 });
    expect(resumed.stderr).toContain('refuses to start');
    expect(after).toMatchObject({
      lost: 0,
      neverAnswered: [],
      notReady: [],
      minted: 1,
      inEtcd: { aescbckey: expect.any(Number) as number },
    });
  });
});
