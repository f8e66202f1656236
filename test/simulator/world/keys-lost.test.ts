import { afterEach, beforeEach, describe, it, vi } from 'vitest';

import type { Distribution } from '../../../src/model/cluster.ts';
import { configText } from '../../../src/simulator/engine/encryption-config.ts';
import { answerKubernetes } from '../../../src/simulator/world/kubernetes-api.ts';
import { restartService } from '../../../src/simulator/world/service.ts';
import { DURATIONS } from '../../../src/simulator/world/time.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { makeWorld, secretsEncrypt } from './make-world.ts';

const AN_HOUR_MS = 3_600_000;
const SECRETS = 6;
const LEFT = 2;
const NO_KEY = 'no matching key was found for the provided AES transformer';

describe('the fault keys-lost: where the documented rotate-keys with writers leads (real-engine.md 3)', () => {
  let world: World;
  const make = (distribution: Distribution): void => {
    world = makeWorld({ distribution, timeScale: 1, secrets: SECRETS });
  };
  const states = (): readonly string[] => world.hosts.map(({ service }) => service.state.activeState);
  const get = (server: string, path: string) => {
    const { apiserver } = world.server(server);
    if (apiserver === undefined) throw new Error(`no apiserver on ${server}`);
    const call = { method: 'GET', path, query: new URLSearchParams(), headers: new Map<string, string>(), body: '' };
    return answerKubernetes(world, server, apiserver, call);
  };
  /** A Secret that was left behind under the old key. */
  const left = '/api/v1/namespaces/cattle-system/secrets/webhook-ca-5';
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    world.dispose();
    vi.useRealTimers();
  });

  it('given K3s, then the leader has the new key alone and stays at activating, not ready, with every list failing; the others read what was left', async ({
    expect,
  }) => {
    make('k3s');
    world.inject(`keys-lost:${String(LEFT)}`);
    await vi.advanceTimersByTimeAsync(AN_HOUR_MS);

    expect(states()).toEqual(['activating', 'active', 'active']);
    expect(world.hosts.map((host) => host.config().keys.length)).toEqual([1, 1, 1]);
    expect(world.server('s1').configHash()).not.toBe(world.server('s2').configHash());
    expect(Object.values(world.census()).toSorted((one, other) => one - other)).toEqual([LEFT, SECRETS - LEFT]);
    expect(get('s1', '/readyz')).toMatchObject({ status: 500, body: expect.stringContaining('[-]informer-sync') });
    expect(get('s1', '/api/v1/secrets')).toMatchObject({ status: 500, body: expect.stringContaining(NO_KEY) });
    expect([get('s1', left).status, get('s2', left).status]).toEqual([500, 200]);
  });

  it('given K3s that starts, then its status says so and nothing else (real-engine.md 5)', async ({ expect }) => {
    make('k3s');
    world.inject(`keys-lost:${String(LEFT)}`);
    await vi.advanceTimersByTimeAsync(AN_HOUR_MS);

    expect(await secretsEncrypt(world, 's1', 'status')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('level=fatal msg="Error: failed to get CA certs: starting"'),
    });
  });

  it('given K3s and everywhere, then none comes back; with the old key beside the new one in each file, all do by themselves within a poll (real-engine.md 4)', async ({
    expect,
  }) => {
    make('k3s');
    const before = world.server('s2').config();
    world.inject(`keys-lost:${String(LEFT)}:everywhere`);
    await vi.advanceTimersByTimeAsync(AN_HOUR_MS);
    expect(states()).toEqual(['activating', 'activating', 'activating']);

    for (const server of world.controlPlanes()) {
      const now = server.config();
      server.writeConfig(configText({ ...now, keys: [...now.keys, ...before.keys] }));
    }
    await vi.advanceTimersByTimeAsync(DURATIONS.reloadPeriod + 1_000);
    expect(states()).toEqual(['active', 'active', 'active']);
    expect(get('s3', left).status).toBe(200);
    expect(get('s3', '/readyz').status).toBe(200);
  });

  it('given RKE2, then everything looks well: its apiserver runs on, ready, and fails every list once it has polled; restarted it never gets ready, nor does its service (measured.md 1)', async ({
    expect,
  }) => {
    make('rke2');
    world.inject(`keys-lost:${String(LEFT)}:everywhere`);
    await vi.advanceTimersByTimeAsync(AN_HOUR_MS);
    expect(states()).toEqual(['active', 'active', 'active']);
    expect(get('s2', '/readyz').status).toBe(200);
    expect(get('s2', '/api/v1/secrets').status).toBe(500);

    world.server('s2').apiserver?.start();
    restartService(world, world.server('s2'));
    await vi.advanceTimersByTimeAsync(AN_HOUR_MS);
    expect(get('s2', '/readyz').status).toBe(500);
    expect(states()).toEqual(['active', 'activating', 'active']);
  });
});
