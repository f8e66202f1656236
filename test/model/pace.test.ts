import { describe, it } from 'vitest';

import { expectedMs, paceAfter, UNMEASURED } from '../../src/model/pace.ts';

describe('the pace of a run', () => {
  it('given nothing was measured, is what the plan estimates', ({ expect }) => {
    expect(expectedMs(UNMEASURED, 'restart:prepare:s1', 50_000)).toBe(50_000);
  });

  it('given a restart that took half of its estimate, expects half of the next one, and nothing else of other steps', ({
    expect,
  }) => {
    const pace = paceAfter(UNMEASURED, { step: 'restart:prepare:s1', durationMs: 25_000, estimateMs: 50_000 });
    expect(expectedMs(pace, 'restart:rotate:s3', 50_000)).toBe(25_000);
    expect(expectedMs(pace, 'census:before-roll', 500)).toBe(500);
  });

  it('given several, goes by all of them so far', ({ expect }) => {
    const first = paceAfter(UNMEASURED, { step: 'restart:prepare:s1', durationMs: 20_000, estimateMs: 50_000 });
    const pace = paceAfter(first, { step: 'restart:prepare:s2', durationMs: 40_000, estimateMs: 50_000 });
    expect(expectedMs(pace, 'restart:prepare:s3', 50_000)).toBe(30_000);
  });

  it('given a rewrite that keeps the old key, expects the one that drops it to be as fast', ({ expect }) => {
    const pace = paceAfter(UNMEASURED, { step: 'rewrite-kept', durationMs: 3_000, estimateMs: 1_000 });
    expect(expectedMs(pace, 'rewrite-finished', 1_000)).toBe(3_000);
  });

  it('given one server was seen to have loaded its file when the wait for it was over, expects no less of the next wait', ({
    expect,
  }) => {
    const pace = paceAfter(UNMEASURED, { step: 'loaded:rotate:s1', durationMs: 100, estimateMs: 60_000 });
    expect(expectedMs(pace, 'loaded:rotate', 60_000)).toBe(60_000);
  });
});
