import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { count, numberText } from '../../src/report/units.ts';

describe('numbers for people', () => {
  it('given any whole number, then it is written as American English groups it', ({ expect }) => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (amount) => {
        expect(numberText(amount)).toBe(amount.toLocaleString('en-US'));
      }),
    );
  });

  it('given one and many, then the noun follows', ({ expect }) => {
    expect([count(1, 'Secret'), count(0, 'Secret'), count(12_345, 'Secret')]).toEqual([
      '1 Secret',
      '0 Secrets',
      '12,345 Secrets',
    ]);
  });
});
