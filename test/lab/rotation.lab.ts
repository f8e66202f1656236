import { appendFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { keyturn } from '../e2e/support/keyturn.ts';
import type { ClusterShape } from './layout.ts';
import { fresh, rotateArguments, tell, THREE, total, verify } from './support.ts';
import { startWriters } from './writers.ts';

const RESTART_CONTAINER = '    rotation: { apiserverReload: restart-container }\n';
const STAGED = ['--strategy', 'staged'];
const CASES: readonly {
  readonly words: string;
  readonly shape: Omit<ClusterShape, 'name'>;
  readonly options: readonly string[];
  /** Rotations one straight after the other. */
  readonly times: 1 | 2;
}[] = [
  { words: 'three servers', shape: THREE, options: [], times: 2 },
  { words: 'one server', shape: { ...THREE, servers: 1 }, options: STAGED, times: 1 },
  { words: 'one server and two etcd-only', shape: { ...THREE, servers: 1, etcdOnly: 2 }, options: STAGED, times: 1 },
  {
    words: 'two control-plane-only and three etcd-only',
    shape: { ...THREE, servers: 0, controlPlaneOnly: 2, etcdOnly: 3 },
    options: [],
    times: 1,
  },
];

describe('real servers with writers at work', () => {
  for (const { words, shape, options, times } of CASES) {
    it(`given ${words}, when keyturn rotates staged${times === 2 ? ' twice in a row' : ''}, then no acknowledged Secret is lost and none is under an old key`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      appendFileSync(cluster.inventory, RESTART_CONTAINER);
      const writers = startWriters(cluster);

      const first = await keyturn(rotateArguments(cluster, ...options));
      const last = times === 2 ? await keyturn(rotateArguments(cluster, ...options)) : first;
      const report = await writers.end();
      tell(words, report);
      const proof = await verify(cluster);

      expect(first, first.stdout + first.stderr).toMatchObject({ code: 0 });
      expect(last, last.stdout + last.stderr).toMatchObject({ code: 0 });
      expect(total(report.unreadable)).toBe(0);
      expect(report).toMatchObject({ failedReads: 0, notReady: [] });
      expect(report.acknowledged).toBeGreaterThan(0);
      expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
    });
  }

  it('given apiservers that do not name the file they use, when keyturn waits for their polls, then it waits long enough and no Secret is lost', async ({
    expect,
  }) => {
    await using cluster = await fresh({ ...THREE, reloadMetric: false });
    const writers = startWriters(cluster);

    const rotated = await keyturn(rotateArguments(cluster));
    const report = await writers.end();
    tell('three servers, waiting, without the metric', report);

    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
    expect(total(report.unreadable)).toBe(0);
    expect(report).toMatchObject({ failedReads: 0, notReady: [] });
  });
});
