import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'vitest';

import { journalOf } from '../e2e/support/keyturn.ts';
import { mountSmallDisk } from '../e2e/support/small-disk.ts';
import { must } from './command.ts';
import type { LabCluster } from './cluster.ts';
import { fresh, hostOf, killContainer, rotateThrough, tell, THREE, total, verify, type Hit } from './support.ts';
import { startWriters } from './writers.ts';

/** In the first roll, when the rewrite has begun, and in the last roll. */
const MOMENTS = ['"step":"restart:prepare:s2"', '"step":"rewrite-finished"', '"step":"restart:reencrypt_finished:s3"'];
const LINK_DOWN_MS = 60_000;

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
    hits: (cluster) => at(() => hostOf(cluster, 's1').exec('systemctl kill --kill-who=main --signal=KILL rke2-server')),
  },
  {
    what: "the leader's apiserver is killed",
    hits: (cluster) => at(() => killContainer(hostOf(cluster, 's1'), 'kube-apiserver')),
  },
  { what: 'an etcd member is killed', hits: (cluster) => at(() => killContainer(hostOf(cluster, 's2'), 'etcd')) },
  { what: 'a host is off the network for a minute', hits: (cluster) => at(() => linkDown(cluster, 's2')) },
];

describe('three real servers with writers at work, hit at three moments of a rotation', () => {
  for (const { what, hits, kill } of CRASHES) {
    it(`given ${what} at each, when the run goes on or is resumed, then it ends well, one key was made and no Secret is lost`, async ({
      expect,
    }) => {
      await using cluster = await fresh(THREE);
      appendFileSync(cluster.inventory, '    rotation: { apiserverReload: restart-container }\n');
      const writers = startWriters(cluster);

      const { ended, resumed, unhit } = await rotateThrough(cluster, hits(cluster), kill === undefined ? {} : { kill });
      const report = await writers.end();
      tell(`${what}, resumed ${String(resumed)} times`, report);
      const proof = await verify(cluster);

      expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
      expect(unhit).toBe(0);
      expect(keysMade(cluster)).toHaveLength(1);
      expect(total(report.unreadable)).toBe(0);
      expect(report.notReady).toEqual([]);
      expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
    });
  }

  it('given the disk under the journal is full at each, when the run is resumed with room, then it ends well and no Secret is lost', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    appendFileSync(cluster.inventory, '    rotation: { apiserverReload: restart-container }\n');
    using disk = mountSmallDisk(join(cluster.directory, 'state'));
    const writers = startWriters(cluster);

    const { ended, resumed, unhit } = await rotateThrough(
      cluster,
      at(async () => {
        disk.fill();
        await sleep(10_000);
        disk.free();
      }),
    );
    const report = await writers.end();
    tell(`a full disk, resumed ${String(resumed)} times`, report);

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(unhit).toBe(0);
    expect(resumed).toBeGreaterThan(0);
    expect(keysMade(cluster)).toHaveLength(1);
    expect(total(report.unreadable)).toBe(0);
  });
});

/** Names of new keys that any step saw. */
function keysMade(cluster: LabCluster): readonly string[] {
  const journal = journalOf({ stateDirectory: join(cluster.directory, 'state') });
  const names = journal.flatMap(({ record }) =>
    record.kind === 'done' || record.kind === 'found-done' ? [record.evidence['newKey']] : [],
  );
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}
