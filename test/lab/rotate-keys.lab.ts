import { join } from 'node:path';

import { describe, it } from 'vitest';

import { refusedWrites } from '../../src/history/refused-writes.ts';
import type { JournalLine } from '../../src/model/journal.ts';
import { journalOf, keyturn } from '../e2e/support/keyturn.ts';
import type { LabCluster } from './cluster.ts';
import { aftermathOf, ALL_WELL, keysInEtcd, tell } from './evidence.ts';
import { SECRETS } from './read-back.ts';
import { createMany, fresh, rotateArguments, rotateThrough, THREE, verify } from './support.ts';
import { startWriters } from './writers.ts';

/** What refuses the writes: neither refuses anything without the other, and both must go. */
const FREEZE = ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'].map(
  (kind) => `/apis/admissionregistration.k8s.io/v1/${kind}/keyturn-freeze-secrets`,
);

const KINDS = [
  { words: 'aescbc keys', shape: THREE, options: ['--strategy', 'rotate-keys', '--freeze-writes'] },
  { words: 'secretbox keys', shape: { ...THREE, provider: 'secretbox' }, options: ['--freeze-writes'] },
] as const;

/** What each apiserver answers about the freeze, and to somebody who writes. */
async function looksUnfrozen(cluster: LabCluster): Promise<readonly object[]> {
  return Promise.all(
    cluster.hosts.map(async (host) => {
      const found = await Promise.all(FREEZE.map((path) => cluster.request(host, 'GET', path)));
      const created = await cluster.request(host, 'POST', SECRETS, { metadata: { name: `after-${host.name}` } });
      return { freeze: found.map(({ status }) => status), created: created.status };
    }),
  );
}

/** So many that their rewrite outlasts two restarts and two processes of keyturn that were killed. */
const MANY = 3_000;

function linesOf(cluster: LabCluster): readonly JournalLine[] {
  return journalOf({ stateDirectory: join(cluster.directory, 'state') });
}

/** The steps of all processes, each where its effect was first seen. */
function stepsDone(cluster: LabCluster): readonly string[] {
  const seen = linesOf(cluster).flatMap(({ record }) =>
    record.kind === 'done' || record.kind === 'found-done' ? [record.step] : [],
  );
  return [...new Set(seen)];
}

/** How long writes were refused, ms. */
function refusedMs(cluster: LabCluster): number {
  return refusedWrites(linesOf(cluster)).reduce(
    (total, { from, until }) => total + (until === undefined ? 0 : Date.parse(until) - Date.parse(from)),
    0,
  );
}

const UNFROZEN = { freeze: [404, 404], created: 201 };

describe('rotate-keys on three real servers', () => {
  for (const { words, shape, options } of KINDS) {
    it(`given ${words} and writers at work, when writes are refused meanwhile, then no acknowledged Secret is lost and writes go on`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      await using writers = startWriters(cluster);

      const rotated = await keyturn(rotateArguments(cluster, ...options));
      const unfrozen = await looksUnfrozen(cluster);
      const after = await aftermathOf(cluster, writers, `rotate-keys frozen, ${words}`);

      expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
      expect(after).toMatchObject({ ...ALL_WELL, silent: [], minted: 1 });
      // Without refused writes through each there would have been no freeze to speak of.
      expect(Math.min(...Object.values(after.refusedByFreeze))).toBeGreaterThan(0);
      expect(unfrozen).toEqual([UNFROZEN, UNFROZEN, UNFROZEN]);
    });
  }

  it('given writes are refused and writers at work, when keyturn is killed while the keys are rotated and while the followers restart, and resumed, then no Secret is lost and writes go on', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    await using writers = startWriters(cluster);

    const moments = ['"step":"command:rotate-keys"', '"step":"restart:reencrypt_finished:s2"'];
    const hits = moments.map((at) => ({ at, act: async () => {} }));
    const first = ['--strategy', 'rotate-keys', '--freeze-writes'];
    const { ended, resumed, unhit } = await rotateThrough(cluster, hits, { first, kill: 'after-each-hit' });
    const unfrozen = await looksUnfrozen(cluster);
    const after = await aftermathOf(cluster, writers, `rotate-keys frozen, killed, resumed ${String(resumed)} times`);

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(unhit).toBe(0);
    expect(after).toMatchObject({ ...ALL_WELL, silent: [], minted: 1 });
    expect(Math.min(...Object.values(after.refusedByFreeze))).toBeGreaterThan(0);
    expect(unfrozen).toEqual([UNFROZEN, UNFROZEN, UNFROZEN]);
  });

  it('given many Secrets and writers at work, when keyturn is killed before a follower restarts early and while writes are allowed again, and resumed, then both followers take both keys, writes go on before the rewrite is over, and no Secret is lost', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    await createMany(cluster, MANY);
    await using writers = startWriters(cluster);

    const moments = ['"step":"restart:early:s2"', '"step":"allow-writes"'];
    const hits = moments.map((at) => ({ at, act: async () => {} }));
    const first = ['--strategy', 'rotate-keys', '--freeze-writes'];
    const { ended, resumed, unhit } = await rotateThrough(cluster, hits, { first, kill: 'after-each-hit' });
    const unfrozen = await looksUnfrozen(cluster);
    const done = stepsDone(cluster);
    const after = await aftermathOf(cluster, writers, `rotate-keys, early roll, resumed ${String(resumed)} times`);
    tell('rotate-keys, early roll', { refused: refusedMs(cluster), steps: done });

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(unhit).toBe(0);
    expect(after).toMatchObject({ ...ALL_WELL, silent: [], minted: 1 });
    const order = ['restart:early:s2', 'restart:early:s3', 'loaded:early', 'allow-writes', 'rewrite-finished'];
    expect(done.filter((step) => order.includes(step))).toEqual(order);
    expect(unfrozen).toEqual([UNFROZEN, UNFROZEN, UNFROZEN]);
  });

  it('given the write window is accepted and nobody writes, when the plan is shown and applied, then it said what can be lost and nothing is', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    const accepted = ['--strategy', 'rotate-keys', '--accept-write-window'];

    const planned = await keyturn(rotateArguments(cluster, ...accepted, '--dry-run'));
    const rotated = await keyturn(rotateArguments(cluster, ...accepted));
    const proof = await verify(cluster);
    tell('rotate-keys, the write window accepted', { inEtcd: await keysInEtcd(cluster), verified: proof.code });

    expect(planned, planned.stdout + planned.stderr).toMatchObject({ code: 0 });
    expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain('can lose Secrets that are written while it runs');
    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
    expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
  });
});
