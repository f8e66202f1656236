import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { configText, firstConfig, sha256 } from '../../../src/simulator/engine/encryption-config.ts';
import { Apiserver } from '../../../src/simulator/world/apiserver.ts';
import { Etcd } from '../../../src/simulator/world/etcd.ts';
import { NoMatchingKey } from '../../../src/simulator/world/keys.ts';
import { DURATIONS, SimulatedTime } from '../../../src/simulator/world/time.ts';

const OLD = { ...firstConfig('aescbc'), identityFirst: false };
const NEW = { ...OLD, keys: firstConfig('aescbc').keys.map((key) => ({ ...key, name: 'newer' })) };
const BOTH = { ...OLD, keys: [...NEW.keys, ...OLD.keys] };
const SECRET = { metadata: { name: 'a', namespace: 'default', uid: 'u' }, data: { value: 'eA==' } };

describe('a kube-apiserver (measured.md 1 and 3)', () => {
  let file = '';
  let late = 0;
  let apiserver: Apiserver;
  const save = (config: typeof OLD): void => {
    file = configText(config);
  };
  beforeEach(() => {
    vi.useFakeTimers();
    late = 0;
    save(OLD);
    apiserver = new Apiserver({
      host: {
        name: 's1',
        encryptionFile: () => Buffer.from(file),
        lateReloadMs: () => late,
        datastoreAnswers: () => true,
      },
      etcd: new Etcd(['s1']),
      time: new SimulatedTime(1),
      phaseMs: 20_000,
    });
    apiserver.start();
    apiserver.write(SECRET);
  });
  afterEach(() => {
    apiserver.stop();
    vi.useRealTimers();
  });

  it('given its file changes, goes on with the old one until its poll', () => {
    save(BOTH);
    vi.advanceTimersByTime(19_000);
    expect(apiserver.loadedHash).toBe(sha256(configText(OLD)));
    vi.advanceTimersByTime(2_000);
    expect(apiserver.loadedHash).toBe(sha256(configText(BOTH)));
  });

  it('given it polls late, loads later by that much', () => {
    late = 90_000;
    save(BOTH);
    vi.advanceTimersByTime(DURATIONS.reloadPeriod + 40_000);
    expect(apiserver.loadedHash).toBe(sha256(configText(OLD)));
    vi.advanceTimersByTime(20_000);
    expect(apiserver.loadedHash).toBe(sha256(configText(BOTH)));
  });

  it('given both keys, rewrites what lies under the old one, and leaves the rest', () => {
    save(BOTH);
    apiserver.start();
    const rewrite = () => apiserver.rewrite('default', 'a', apiserver.read('default', 'a')?.revision ?? 0);
    expect(rewrite()).toBe('written');
    expect(rewrite()).toBe('unchanged');
    expect(apiserver.rewrite('default', 'a', 1)).toBe('conflict');
  });

  it('given the old key is gone and a Secret is left under it, cannot read, delete or list, and stays ready', () => {
    save(NEW);
    vi.advanceTimersByTime(21_000);
    expect(() => apiserver.read('default', 'a')).toThrow(NoMatchingKey);
    expect(() => apiserver.remove('default', 'a')).toThrow(NoMatchingKey);
    expect(() => apiserver.list()).toThrow(/unable to transform key/);
    expect(apiserver.ready).toBe(true);
  });

  it('given that and a restart, never becomes ready again until the key is back and polled', () => {
    save(NEW);
    apiserver.start();
    expect(apiserver.ready).toBe(false);
    save(BOTH);
    vi.advanceTimersByTime(21_000);
    expect(apiserver.ready).toBe(true);
  });
});
