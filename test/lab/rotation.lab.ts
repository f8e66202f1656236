import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn } from '../e2e/support/keyturn.ts';
import { bringDown, bringUp, type LabCluster } from './cluster.ts';
import type { ClusterShape } from './layout.ts';
import { startWriters, type WritersReport } from './writers.ts';

const THREE = { servers: 3, controlPlaneOnly: 0, etcdOnly: 0, provider: 'aescbc' } as const;
const SHAPES: readonly (readonly [string, Omit<ClusterShape, 'name'>, readonly string[]])[] = [
  ['three servers', THREE, []],
  ['one server', { ...THREE, servers: 1 }, ['--strategy', 'staged']],
  ['one server and two etcd-only', { ...THREE, servers: 1, etcdOnly: 2 }, ['--strategy', 'staged']],
  ['two control-plane-only and three etcd-only', { ...THREE, servers: 0, controlPlaneOnly: 2, etcdOnly: 3 }, []],
];

describe('real servers with writers at work', () => {
  for (const [words, shape, options] of SHAPES) {
    it(`given ${words}, when keyturn rotates staged, then no acknowledged Secret is lost and none is under the old key`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      appendFileSync(cluster.inventory, '    rotation: { apiserverReload: restart-container }\n');
      const writers = startWriters(cluster);

      const rotated = await keyturn(rotateArguments(cluster, ...options));
      const report = await writers.end();
      tell(words, report);
      const proof = await keyturn([
        'verify',
        '--inventory',
        cluster.inventory,
        '--state-dir',
        join(cluster.directory, 'state'),
      ]);

      expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
      expect(total(report.lost)).toBe(0);
      expect(report).toMatchObject({ failedReads: 0, notReady: [] });
      expect(report.acknowledged).toBeGreaterThan(0);
      expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
    });
  }

  it('given three servers, when a plain script follows the documented rotate-keys, then acknowledged Secrets are lost', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    const [leader] = cluster.hosts;
    const writers = startWriters(cluster);

    // Its CLI may give up before the engine has ended, as the documentation says: the stage tells.
    await leader?.exec('rke2 secrets-encrypt rotate-keys');
    for (const host of cluster.hosts) {
      await host.exec(
        'until rke2 secrets-encrypt status | grep -q "Stage: reencrypt_finished"; do sleep 1; systemctl restart rke2-server; done',
      );
    }
    const report = await writers.end();
    tell('plain rotate-keys', report);

    expect(total(report.lost)).toBeGreaterThan(0);
  });
});

async function fresh(shape: Omit<ClusterShape, 'name'>): Promise<LabCluster> {
  const named = { ...shape, name: 'test' };
  await bringDown(named);
  return bringUp(named);
}

function rotateArguments(cluster: LabCluster, ...more: readonly string[]): readonly string[] {
  const state = join(cluster.directory, 'state');
  return ['rotate', '--inventory', cluster.inventory, '--state-dir', state, '--yes', ...more];
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The figures belong to the output of the test run. */
function tell(words: string, report: WritersReport): void {
  process.stdout.write(`lab: ${words}: ${JSON.stringify(report)}\n`);
}
