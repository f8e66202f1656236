import { describe, it } from 'vitest';

import { keyturn } from '../e2e/support/keyturn.ts';
import { fresh, rotateArguments, tell, THREE, total, verify } from './support.ts';
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
      const [leader] = cluster.hosts;
      if (leader === undefined) throw new Error('no host');
      const writers = startWriters(cluster);

      const rotated = await keyturn(rotateArguments(cluster, ...options));
      const policy = await cluster.request(leader, 'GET', POLICY);
      const report = await writers.end();
      tell(`rotate-keys frozen, ${words}`, report);
      const proof = await verify(cluster);

      expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
      expect(total(report.unreadable)).toBe(0);
      expect(report.notReady).toEqual([]);
      // Without refused writes there would have been no freeze to speak of.
      expect(report.failedWrites).toBeGreaterThan(0);
      expect(policy.status).toBe(404);
      expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
    });
  }

  it('given the write window is accepted and nobody writes, when the plan is shown and applied, then it said what can be lost and nothing is', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    const accepted = ['--strategy', 'rotate-keys', '--accept-write-window'];

    const planned = await keyturn(rotateArguments(cluster, ...accepted, '--dry-run'));
    const rotated = await keyturn(rotateArguments(cluster, ...accepted));
    const proof = await verify(cluster);

    expect(planned.code).toBe(0);
    expect(planned.stdout).toContain('can lose Secrets that are written while it runs');
    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
    expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
  });
});
