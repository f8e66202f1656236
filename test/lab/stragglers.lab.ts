import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'vitest';

import { start } from '../e2e/support/keyturn.ts';
import { saw } from '../e2e/support/saw.ts';
import type { StragglersRepairedEvent } from '../../src/model/event.ts';
import type { LabHost } from './cluster.ts';
import { aftermathOf, ALL_WELL, etcd } from './evidence.ts';
import { SECRETS } from './read-back.ts';
import { amendInventory, createSecrets, fresh, hostOf, RESTART_CONTAINER, rotateArguments, THREE } from './support.ts';
import { startWriters } from './writers.ts';

/** By its name the engine rewrites it first: what it rewrites after that, the ballast too, leaves seconds before the counting. */
const NAME = 'a-straggler';
const KEY = Buffer.from(`/registry/secrets/default/${NAME}`).toString('base64');
const BALLAST = 300;
const LOOK_EVERY_MS = 50;

const CASES = [
  {
    words: 'three servers',
    shape: THREE,
    rewriting: '"step":"rewrite-finished"',
    counting: '"step":"census:before-roll"',
    options: [],
    // Followers still hold the old key then; the leader has dropped it.
    through: ['s2', 's3'],
  },
  {
    words: 'a single server',
    shape: { ...THREE, servers: 1 },
    rewriting: '"step":"rewrite-kept"',
    counting: '"step":"census:before-drop"',
    options: ['--strategy', 'staged'],
    through: ['s1'],
  },
] as const;

function repairsIn(stdout: string): readonly StragglersRepairedEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line.includes('"stragglers-repaired"'))
    .map((line) => JSON.parse(line) as StragglersRepairedEvent);
}

async function stored(host: LabHost): Promise<string> {
  return (await etcd(host, 'range', { key: KEY })).kvs?.[0]?.value ?? '';
}

describe('a Secret put under the old key behind the back of a run', () => {
  for (const { words, shape, rewriting, counting, options, through } of CASES) {
    it(`given ${words}, when it is there after the rewrite, then it is found, repaired before the old key goes, and readable`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      const leader = hostOf(cluster, 's1');
      amendInventory(cluster, RESTART_CONTAINER);
      const ballast = Array.from({ length: BALLAST }, (_, index) => `ballast-${String(index)}`);
      const value = await createSecrets(cluster, leader, [NAME, ...ballast]);
      const old = await stored(leader);
      await using writers = startWriters(cluster);

      const run = start(rotateArguments(cluster, ...options, '--output', 'ndjson'));
      const counted = new AbortController();
      void saw(run.child, counting).then(() => counted.abort());
      await saw(run.child, rewriting);
      while ((await stored(leader)) === old && run.child.exitCode === null) await sleep(LOOK_EVERY_MS);
      // Once: the engine does not come back to it, and nothing may land after the repair.
      await etcd(leader, 'put', { key: KEY, value: old });
      const putBeforeCounting = !counted.signal.aborted;
      const ended = await run.finished;
      const read = await cluster.request(leader, 'GET', `${SECRETS}/${NAME}`);
      const after = await aftermathOf(cluster, writers, `straggler, ${words}`);

      expect(Buffer.from(old, 'base64').toString('latin1')).toContain('k8s:enc:aescbc:v1:aescbckey:');
      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
      expect(putBeforeCounting).toBe(true);
      expect(repairsIn(ended.stdout).map(({ count }) => count)).toEqual([1]);
      expect(through).toContain(repairsIn(ended.stdout)[0]?.through);
      expect(read.body).toContain(value);
      expect(after).toMatchObject({ ...ALL_WELL, failedReads: 0, minted: 1 });
    });
  }
});
