import { describe, it } from 'vitest';

import { afterEnd, type BackOff } from '../../../src/simulator/engine/back-off.ts';

/** Waits of a container that ends again `runsMs` after each of its starts. */
function waits(times: number, runsMs: number): readonly number[] {
  let backOff: BackOff | undefined;
  let endedAtMs = 1_000_000;
  return Array.from({ length: times }, () => {
    const next = afterEnd(backOff, endedAtMs);
    const waitMs = next.startAtMs - endedAtMs;
    ({ backOff } = next);
    endedAtMs = next.startAtMs + runsMs;
    return waitMs;
  });
}

describe('the back-off of a container that ends again and again', () => {
  it('given it ends soon after each start, when it is started again, then at once, after ten seconds, twenty, and so on up to five minutes', ({
    expect,
  }) => {
    expect(waits(8, 1_000)).toEqual([0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  it('given it ran for more than ten minutes, when it ends, then everything is forgiven', ({ expect }) => {
    expect(waits(3, 600_001)).toEqual([0, 0, 0]);
  });

  it('given it ran for ten minutes and no longer, when it ends, then nothing is forgiven', ({ expect }) => {
    expect(waits(3, 600_000)).toEqual([0, 10_000, 20_000]);
  });
});
