import { describe, it } from 'vitest';

import { start } from '../e2e/support/keyturn.ts';
import { saw } from '../e2e/support/saw.ts';
import type { Event } from '../../src/model/event.ts';
import { aftermathOf, ALL_WELL, etcd } from './evidence.ts';
import { amendInventory, fresh, hostOf, RESTART_CONTAINER, rotateArguments, THREE } from './support.ts';
import { startWriters } from './writers.ts';

const SECRETS = '/api/v1/namespaces/default/secrets';
const KEY = Buffer.from('/registry/secrets/default/straggler').toString('base64');

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

function repairsIn(stdout: string): readonly Extract<Event, { readonly type: 'stragglers-repaired' }>[] {
  return stdout
    .split('\n')
    .filter((line) => line.includes('"stragglers-repaired"'))
    .map((line) => JSON.parse(line) as Extract<Event, { readonly type: 'stragglers-repaired' }>);
}

describe('a Secret put under the old key behind the back of a run', () => {
  for (const { words, shape, rewriting, counting, options, through } of CASES) {
    it(`given ${words}, when it is there after the rewrite, then it is found, repaired before the old key goes, and readable`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      const leader = hostOf(cluster, 's1');
      amendInventory(cluster, RESTART_CONTAINER);
      const data = { value: Buffer.from('kept').toString('base64') };
      await cluster.request(leader, 'POST', SECRETS, { metadata: { name: 'straggler' }, data });
      const old = (await etcd(leader, 'range', { key: KEY })).kvs?.[0]?.value ?? '';
      await using writers = startWriters(cluster);

      const run = start(rotateArguments(cluster, ...options, '--output', 'ndjson'));
      const counted = new AbortController();
      void saw(run.child, counting).then(() => counted.abort());
      await saw(run.child, rewriting);
      // Whatever the engine rewrites meanwhile, the old bytes lie there when the counting begins.
      while (!counted.signal.aborted && run.child.exitCode === null)
        await etcd(leader, 'put', { key: KEY, value: old });
      const ended = await run.finished;
      const read = await cluster.request(leader, 'GET', `${SECRETS}/straggler`);
      const after = await aftermathOf(cluster, writers, `straggler, ${words}`);

      expect(Buffer.from(old, 'base64').toString('latin1')).toContain('k8s:enc:aescbc:v1:aescbckey:');
      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
      expect(repairsIn(ended.stdout).map(({ count }) => count)).toEqual([1]);
      expect(through).toContain(repairsIn(ended.stdout)[0]?.through);
      expect(read.body).toContain(data.value);
      expect(after).toMatchObject({ ...ALL_WELL, failedReads: 0, minted: 1 });
    });
  }
});
