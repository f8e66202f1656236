import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, it, vi } from 'vitest';

import { SECRETS } from '../../../src/simulator/world/objects.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { journalOf, makeWorld, secretsEncrypt, standAt } from './make-world.ts';

/** Two whole pages and a half. */
const COUNT = 50;
const LONG_ENOUGH_MS = 10_000;
const MINTED = { name: 'aescbckey-new', secret: randomBytes(32) };

describe('the rewrite of all Secrets', () => {
  let world: World;
  const secrets = () => world.etcd.store.range(SECRETS.from, SECRETS.to);
  const spoil = (index: number): void => {
    world.etcd.store.put(secrets()[index]?.key ?? '', Buffer.from('k8s:enc:aescbc:v1:nobody-has-it:bytes'));
  };
  const underNewKey = () => world.census()[MINTED.name] ?? 0;
  const reencrypt = async () => {
    const answer = secretsEncrypt(world, 's1', 'reencrypt');
    await vi.advanceTimersByTimeAsync(LONG_ENOUGH_MS);
    return answer;
  };
  beforeEach(() => {
    vi.useFakeTimers();
    world = makeWorld({ secrets: COUNT, timeScale: 1 });
    world.keyNames.push(MINTED.name);
    standAt(world, 'rotate', (config) => ({ ...config, keys: [MINTED, ...config.keys] }));
  });
  afterEach(() => {
    world.dispose();
    vi.useRealTimers();
  });

  it('given Secrets that can be read, then all are rewritten, the old key goes, and the journal says so', async ({
    expect,
  }) => {
    expect(await reencrypt()).toMatchObject({ exitCode: 0 });
    expect(world.census()).toEqual({ [MINTED.name]: COUNT });
    expect(world.server('s1').state().stage).toBe('reencrypt_finished');
    expect(journalOf(world, 's1')).toContain(`reencrypted ${COUNT} secrets`);
  });

  for (const [where, index, rewritten] of [
    ['the first page', 7, 0],
    ['the last page', 47, 40],
  ] as const) {
    it(`given one on ${where} that the apiserver cannot decrypt, then the rewrite stops with that page, tells nobody, and the stage stays`, async ({
      expect,
    }) => {
      spoil(index);

      expect(await reencrypt()).toMatchObject({ exitCode: 0, stdout: Buffer.from('reencryption started\n') });

      expect(underNewKey()).toBe(rewritten);
      expect(world.server('s1').annotation()).toMatch(/^reencrypt_active-/);
      expect(world.server('s1').state().stage).toBe('rotate');
      expect(journalOf(world, 's1')).not.toContain('Secrets');
      expect(journalOf(world, 's1')).not.toContain('error ID');
    });
  }

  it('given an apiserver that ended, then it stops in the same way', async ({ expect }) => {
    const answer = secretsEncrypt(world, 's1', 'reencrypt');
    await vi.advanceTimersByTimeAsync(400);
    world.server('s1').apiserver?.stop();
    await vi.advanceTimersByTimeAsync(LONG_ENOUGH_MS);

    expect(await answer).toMatchObject({ exitCode: 0 });
    expect(underNewKey()).toBe(20);
    expect(journalOf(world, 's1')).not.toContain('Secrets');
  });

  it('given one that was changed since it was listed, then it is skipped', async ({ expect }) => {
    const answer = secretsEncrypt(world, 's1', 'reencrypt');
    await vi.advanceTimersByTimeAsync(400);
    const { key = '', value = Buffer.from('') } = secrets().at(-1) ?? {};
    world.etcd.store.put(key, value);
    await vi.advanceTimersByTimeAsync(LONG_ENOUGH_MS);

    expect(await answer).toMatchObject({ exitCode: 0 });
    expect(world.census()).toEqual({ [MINTED.name]: COUNT - 1, aescbckey: 1 });
    expect(world.server('s1').state().stage).toBe('reencrypt_finished');
  });

  it('given one that was deleted since it was listed, then the rewrite aborts with an event', async ({ expect }) => {
    const answer = secretsEncrypt(world, 's1', 'reencrypt');
    await vi.advanceTimersByTimeAsync(400);
    world.etcd.store.delete(secrets().at(-1)?.key ?? '');
    await vi.advanceTimersByTimeAsync(LONG_ENOUGH_MS);

    expect(await answer).toMatchObject({ exitCode: 0 });
    expect(journalOf(world, 's1')).toMatch(
      /message="failed to update secret: secrets .* not found" object=s1 reason=SecretsUpdateError/,
    );
    expect(world.server('s1').annotation()).toMatch(/^reencrypt_active-/);
  });

  it('given rotate-keys and one that cannot be decrypted, then the command fails by a number, and the journal has the cause', async ({
    expect,
  }) => {
    world.dispose();
    world = makeWorld({ secrets: COUNT, timeScale: 1 });
    spoil(30);

    const answer = secretsEncrypt(world, 's1', 'rotate-keys');
    await vi.advanceTimersByTimeAsync(130_000);

    expect(await answer).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('error ID') as string });
    expect(journalOf(world, 's1')).toContain('unable to transform key');
    expect(journalOf(world, 's1')).not.toContain('SecretsUpdateError');
  });
});
