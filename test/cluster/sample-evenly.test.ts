import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { sampleEvenly } from '../../src/cluster/read-back.ts';

const LIST = Array.from({ length: 1_000 }, (_, index) => index);

describe('a sample of a list', () => {
  it('given room for two or more, has the first and the last, and as many different ones as were asked for', ({
    expect,
  }) => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1_000 }), (count) => {
        const sample = sampleEvenly(LIST, count);
        expect([sample[0], sample.at(-1), new Set(sample).size]).toEqual([0, 999, count]);
      }),
    );
  });

  it('is evenly spread', ({ expect }) => {
    expect(sampleEvenly(LIST, 4)).toEqual([0, 333, 666, 999]);
  });

  it('given room for all, is the list; for one, its first; for none, nothing', ({ expect }) => {
    expect(sampleEvenly(LIST, 1_000)).toEqual(LIST);
    expect(sampleEvenly(LIST, 5_000)).toEqual(LIST);
    expect(sampleEvenly(LIST, 1)).toEqual([0]);
    expect(sampleEvenly(LIST, 0)).toEqual([]);
  });
});
