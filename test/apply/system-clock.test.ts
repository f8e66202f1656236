import { afterEach, describe, it, vi } from 'vitest';

import { systemClock } from '../../src/apply/system-clock.ts';

const HOUR_MS = 3_600_000;

describe("the machine's clocks", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('given the calendar is set an hour forward or back, when the time is asked, then only the wall clock jumps', ({
    expect,
  }) => {
    const before = systemClock.now();
    vi.useFakeTimers({ toFake: ['Date'] });

    vi.setSystemTime(before + HOUR_MS);
    const [forward, wallForward] = [systemClock.now(), systemClock.wall()];
    vi.setSystemTime(before - HOUR_MS);
    const [back, wallBack] = [systemClock.now(), systemClock.wall()];

    expect(forward).toBeLessThan(before + HOUR_MS);
    expect(back).toBeGreaterThanOrEqual(forward);
    expect(wallForward).toBe(Math.trunc(before + HOUR_MS));
    expect(wallBack).toBe(Math.trunc(before - HOUR_MS));
  });

  it('given a sleep, when its signal aborts, then it is over at once and does not reject', async ({ expect }) => {
    const controller = new AbortController();
    const asleep = systemClock.sleep(HOUR_MS, controller.signal);

    controller.abort();

    await expect(asleep).resolves.toBeUndefined();
  });
});
