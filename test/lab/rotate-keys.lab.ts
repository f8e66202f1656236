import { describe, it } from 'vitest';

import { keyturn } from '../e2e/support/keyturn.ts';
import { aftermathOf, ALL_WELL } from './evidence.ts';
import { fresh, hostOf, rotateArguments, rotateThrough, THREE, verify } from './support.ts';
import { startWriters } from './writers.ts';

const POLICY = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/keyturn-freeze-secrets';

const KINDS = [
  { words: 'aescbc keys', shape: THREE, options: ['--strategy', 'rotate-keys', '--freeze-writes'] },
  { words: 'secretbox keys', shape: { ...THREE, provider: 'secretbox' }, options: ['--freeze-writes'] },
] as const;

describe('rotate-keys on three real servers', () => {
  for (const { words, shape, options } of KINDS) {
    it(`given ${words} and writers at work, when writes are refused meanwhile, then no acknowledged Secret is lost and writes go on`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      const leader = hostOf(cluster, 's1');
      await using writers = startWriters(cluster);

      const rotated = await keyturn(rotateArguments(cluster, ...options));
      const policy = await cluster.request(leader, 'GET', POLICY);
      const after = await aftermathOf(cluster, writers, `rotate-keys frozen, ${words}`);

      expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
      expect(after).toMatchObject({ ...ALL_WELL, minted: 1 });
      // Without refused writes there would have been no freeze to speak of.
      expect(after.refusedByFreeze).toBeGreaterThan(0);
      expect(policy.status).toBe(404);
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
    const policy = await cluster.request(hostOf(cluster, 's1'), 'GET', POLICY);
    const after = await aftermathOf(cluster, writers, `rotate-keys frozen, killed, resumed ${String(resumed)} times`);

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(unhit).toBe(0);
    expect(after).toMatchObject({ ...ALL_WELL, minted: 1 });
    expect(after.refusedByFreeze).toBeGreaterThan(0);
    expect(policy.status).toBe(404);
  });

  it('given the write window is accepted and nobody writes, when the plan is shown and applied, then it said what can be lost and nothing is', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    const accepted = ['--strategy', 'rotate-keys', '--accept-write-window'];

    const planned = await keyturn(rotateArguments(cluster, ...accepted, '--dry-run'));
    const rotated = await keyturn(rotateArguments(cluster, ...accepted));
    const proof = await verify(cluster);

    expect(planned.code).toBe(0);
    expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain('can lose Secrets that are written while it runs');
    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
    expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
  });
});
