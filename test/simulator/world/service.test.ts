import { afterEach, beforeEach, describe, it, vi } from 'vitest';

import { configText, firstConfig } from '../../../src/simulator/engine/encryption-config.ts';
import { secretKey } from '../../../src/simulator/world/objects.ts';
import { restartService } from '../../../src/simulator/world/service.ts';
import { DURATIONS } from '../../../src/simulator/world/time.ts';
import type { World, WorldOptions } from '../../../src/simulator/world/world.ts';
import { makeWorld } from './make-world.ts';

const AN_HOUR_MS = 3_600_000;
const START_MS = DURATIONS.serviceStart + 1_000;

describe('a start of the service (engine.md, "Restart")', () => {
  let world: World;
  const make = (options: Partial<WorldOptions> = {}): void => {
    world = makeWorld({ timeScale: 1, ...options });
  };
  const stateAfter = async (ms: number): Promise<string> => {
    await vi.advanceTimersByTimeAsync(ms);
    return world.server('s1').service.state.activeState;
  };
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    world.dispose();
    vi.useRealTimers();
  });

  for (const distribution of ['rke2', 'k3s'] as const) {
    it(`given a healthy ${distribution} cluster, then the unit is active when it has started`, async ({ expect }) => {
      make({ distribution });
      restartService(world, world.server('s1'));
      expect(await stateAfter(START_MS)).toBe('active');
    });

    it(`given no quorum of ${distribution}, then the unit activates until there is one`, async ({ expect }) => {
      make({ distribution });
      for (const server of ['s2', 's3']) world.inject(`member-down:${server}`);
      restartService(world, world.server('s1'));

      expect(await stateAfter(AN_HOUR_MS)).toBe('activating');
      world.inject('member-down:s2:over');
      expect(await stateAfter(1_000)).toBe('active');
    });
  }

  it('given an RKE2 server whose apiserver came up and cannot read some Secret, then the unit activates until it is ready', async ({
    expect,
  }) => {
    make();
    const { apiserver } = world.server('s1');
    const key = secretKey('default', 'lost');
    world.etcd.store.put(key, Buffer.from('k8s:enc:aescbc:v1:nobody-has-it:bytes'));
    apiserver?.start();
    restartService(world, world.server('s1'));

    expect(await stateAfter(AN_HOUR_MS)).toBe('activating');
    world.etcd.store.delete(key);
    apiserver?.start();
    expect(await stateAfter(1_000)).toBe('active');
  });

  it('given a K3s server whose keys cannot read every Secret, then its apiserver is never ready, and the unit activates for ever', async ({
    expect,
  }) => {
    make({ distribution: 'k3s' });
    const lost = configText(firstConfig('aescbc')).replace('aescbckey', 'another');
    world.bootstrap = { ...world.bootstrap, config: lost, savedAtMs: world.time.now() };
    restartService(world, world.server('s1'));

    expect(await stateAfter(AN_HOUR_MS)).toBe('activating');
  });

  it('given an etcd-only server, then it waits for etcd alone', async ({ expect }) => {
    make({
      servers: [
        { name: 's1', roles: ['etcd'] },
        { name: 's2', roles: ['control-plane'] },
      ],
    });
    world.server('s2').apiserver?.stop();
    restartService(world, world.server('s1'));

    expect(await stateAfter(START_MS)).toBe('active');
  });
});
