import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { spread } from '../../src/model/spread.ts';

const LIST = Array.from({ length: 1_000 }, (_, index) => index);

describe('a sample of a list', () => {
  it('given room for two or more, has the first and the last, and as many different ones as were asked for', ({
    expect,
  }) => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1_000 }), (count) => {
        const sample = spread(LIST, count);
        expect([sample[0], sample.at(-1), new Set(sample).size]).toEqual([0, 999, count]);
      }),
    );
  });

  it('is evenly spread', ({ expect }) => {
    expect(spread(LIST, 4)).toEqual([0, 333, 666, 999]);
  });

  it('given room for all, is the list; for one, its first; for none, nothing', ({ expect }) => {
    expect(spread(LIST, 1_000)).toEqual(LIST);
    expect(spread(LIST, 5_000)).toEqual(LIST);
    expect(spread(LIST, 1)).toEqual([0]);
    expect(spread(LIST, 0)).toEqual([]);
  });
});
