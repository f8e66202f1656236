import { describe, it } from 'vitest';

import { start } from '../e2e/support/keyturn.ts';
import { saw } from '../e2e/support/saw.ts';
import { aftermathOf, ALL_WELL, tell } from './evidence.ts';
import { SECRETS } from './read-back.ts';
import { amendInventory, createSecrets, fresh, hostOf, RESTART_CONTAINER, rotateArguments, THREE } from './support.ts';
import { startWriters } from './writers.ts';

/** By their names the engine comes to these last, seconds after it listed them. */
const LAST = Array.from({ length: 400 }, (_, index) => `zz-${String(index).padStart(3, '0')}`);

const CASES = [
  { words: 'three servers', shape: THREE, options: [], rewriting: '"step":"rewrite-finished"', command: 'reencrypt' },
  {
    words: 'a single server',
    shape: { ...THREE, servers: 1 },
    options: ['--strategy', 'staged'],
    rewriting: '"step":"rewrite-kept"',
    command: 'reencrypt-skip',
  },
] as const;

describe('a Secret that is deleted while real engines rewrite', () => {
  for (const { words, shape, options, rewriting, command } of CASES) {
    it(`given ${words}, when it is gone before its turn, then the engine gives up, the leader alone is restarted, and the run ends well`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      const leader = hostOf(cluster, 's1');
      amendInventory(cluster, RESTART_CONTAINER);
      await createSecrets(cluster, leader, LAST);
      await using writers = startWriters(cluster);

      const run = start(rotateArguments(cluster, ...options, '--output', 'ndjson'));
      await saw(run.child, rewriting);
      const deleted = await cluster.request(leader, 'DELETE', `${SECRETS}/${LAST.at(-1) ?? ''}`);
      const ended = await run.finished;
      const after = await aftermathOf(cluster, writers, `deleted meanwhile, ${words}`);
      const restarts = ended.stdout
        .split('\n')
        .filter((line) => line.includes('systemctl restart') && line.includes('"mutates":true'));
      tell('deleted meanwhile', { command, restarts: restarts.length });

      expect(deleted.status).toBe(200);
      expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
      expect(ended.stdout).toContain(`failed to update secret: secrets \\"${LAST.at(-1) ?? ''}\\" not found`);
      expect(after).toMatchObject({ ...ALL_WELL, failedReads: 0, minted: 1 });
    });
  }
});
