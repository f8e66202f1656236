import { describe, it } from 'vitest';

import { timerMs } from '../../src/model/clock.ts';

describe('a wait as a timer', () => {
  it.for([
    ['an ordinary wait', 5_000, 5_000],
    ['a wait that is over already', -3, 0],
    ['a wait of 30 days', 30 * 86_400_000, 2_147_483_647],
    ['a wait without end', Infinity, 2_147_483_647],
  ] as const)('given %s, when a timer is set for it, then it does not end at once', ([, ms, expected], { expect }) => {
    expect(timerMs(ms)).toBe(expected);
  });
});
