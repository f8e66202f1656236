import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'vitest';

import type { LabCluster } from './cluster.ts';
import { aftermathOf } from './evidence.ts';
import { fresh, THREE } from './support.ts';
import { startWriters } from './writers.ts';

/** Until every apiserver has polled its file again: what cannot be read then is lost (measured.md 1). */
const ONE_RELOAD_PERIOD_MS = 65_000;

async function onLeader(cluster: LabCluster, command: string): Promise<void> {
  await cluster.hosts[0]?.exec(command);
}

async function restartAll(cluster: LabCluster): Promise<void> {
  for (const host of cluster.hosts) await host.exec('systemctl restart rke2-server');
  for (const host of cluster.hosts)
    await host.exec("until rke2 secrets-encrypt status | grep -q 'All hashes match'; do sleep 1; done");
}

const UNTIL_FINISHED = 'until rke2 secrets-encrypt status | grep -q reencrypt_finished; do sleep 1; done';

const SCRIPTS: readonly { readonly name: string; readonly rotate: (cluster: LabCluster) => Promise<void> }[] = [
  {
    name: 'the documented rotate-keys',
    rotate: async (cluster) => {
      // Its CLI may give up before the engine has ended, as the documentation says: the stage tells.
      await onLeader(cluster, 'rke2 secrets-encrypt rotate-keys');
      await onLeader(cluster, UNTIL_FINISHED);
      await restartAll(cluster);
    },
  },
  {
    name: 'the classic commands, gated on equal hashes alone',
    rotate: async (cluster) => {
      await onLeader(cluster, 'rke2 secrets-encrypt prepare');
      await restartAll(cluster);
      await onLeader(cluster, 'rke2 secrets-encrypt rotate');
      await restartAll(cluster);
      await onLeader(cluster, 'rke2 secrets-encrypt reencrypt');
      await onLeader(cluster, UNTIL_FINISHED);
      await restartAll(cluster);
    },
  },
];

describe('a plain script on three real servers, with writers at work (measured.md 1 and 1b)', () => {
  for (const { name, rotate } of SCRIPTS) {
    it(`given it follows ${name}, when everything looks green and every apiserver has loaded its file, then acknowledged Secrets are lost`, async ({
      expect,
    }) => {
      await using cluster = await fresh(THREE);
      await using writers = startWriters(cluster);

      await rotate(cluster);
      const status = await cluster.hosts[2]?.exec('rke2 secrets-encrypt status');
      await writers.stop();
      await sleep(ONE_RELOAD_PERIOD_MS);
      const after = await aftermathOf(cluster, writers, `plain script, ${name}`);

      expect(status?.stdout).toContain('reencrypt_finished');
      expect(status?.stdout).toContain('All hashes match');
      // No apiserver is restarted: each goes on as ready, and answers everything, whatever it can no longer decrypt (measured.md 1b).
      expect(after).toMatchObject({ idle: [], silent: [], neverAnswered: [], notReady: [] });
      expect(after.lost).toBeGreaterThan(0);
      // keyturn's proof must not call this well.
      expect(after.verified).not.toBe(0);
    });
  }
});
