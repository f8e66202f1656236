import { afterEach, beforeEach, describe, it, vi } from 'vitest';

import type { World } from '../../../src/simulator/world/world.ts';
import { restartService } from '../../../src/simulator/world/service.ts';
import { DURATIONS } from '../../../src/simulator/world/time.ts';
import { makeWorld, secretsEncrypt } from './make-world.ts';

/** The engine has written its file and waits for the reload of its apiserver. */
const BEGUN_MS = DURATIONS.stageCommand + 1_000;
/** A service has started. */
const STARTED_MS = DURATIONS.serviceStart + 1_000;
/** The longest wait for a poll, and a rewrite of a few Secrets. */
const OVER_MS = DURATIONS.reloadPeriod + 60_000;

describe('a follower that restarts while rotate-keys goes on (real-engine.md 7)', () => {
  let world: World;
  const keysOn = (server: string) => world.server(server).config().keys.length;
  const rotateKeys = async (options: Parameters<typeof makeWorld>[0] = {}) => {
    world = makeWorld({ timeScale: 1, ...options });
    void secretsEncrypt(world, 's1', 'rotate-keys');
    await vi.advanceTimersByTimeAsync(BEGUN_MS);
  };
  const restart = async (server: string) => {
    restartService(world, world.server(server));
    await vi.advanceTimersByTimeAsync(STARTED_MS);
  };
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    world.dispose();
    vi.useRealTimers();
  });

  it('given both keys are in the datastore, then it takes both and keeps its old stage, and the leader goes on', async ({
    expect,
  }) => {
    await rotateKeys({ distribution: 'k3s', faults: ['rewrite-waits:1'] });
    const old = world.server('s2').state();

    await restart('s2');

    const follower = world.server('s2');
    expect(follower.configHash()).toBe(world.server('s1').configHash());
    expect(keysOn('s2')).toBe(2);
    expect(follower.state()).toEqual(old);
    expect(follower.annotation()).toBe(`${old.stage}-${old.sha256}`);
    expect(follower.apiserver?.loadedHash).toBe(follower.configHash());
    expect(world.server('s1').annotation()).toMatch(/^reencrypt_active-/);
    await vi.advanceTimersByTimeAsync(OVER_MS);
    expect([keysOn('s1'), keysOn('s2'), keysOn('s3')]).toEqual([1, 2, 1]);
  });

  it('given the rewrite ended before, then it takes the new key alone', async ({ expect }) => {
    await rotateKeys();
    await vi.advanceTimersByTimeAsync(OVER_MS);

    await restart('s2');

    expect(world.server('s2').state()).toEqual(world.server('s1').state());
    expect(keysOn('s2')).toBe(1);
  });

  it('given a release that saves only at the end, then it stays with the old key', async ({ expect }) => {
    await rotateKeys({ faults: ['version:s1:v1.34.5+rke2r1'] });

    await restart('s2');

    expect([keysOn('s1'), keysOn('s2')]).toEqual([2, 1]);
  });
});
