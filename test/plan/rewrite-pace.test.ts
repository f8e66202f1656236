import { describe, it } from 'vitest';

import { rewritePace } from '../../src/plan/rewrite-pace.ts';

const FROM = { rewritten: 100, at: 5_000 };

describe('the pace of a rewrite', () => {
  for (const { given, to, total, pace } of [
    {
      given: '400 of 1,000 Secrets after 3 s',
      to: { rewritten: 400, at: 8_000 },
      total: 1_000,
      pace: { perSecond: 100, leftMs: 6_000 },
    },
    {
      given: 'one Secret in 10 s',
      to: { rewritten: 101, at: 15_000 },
      total: 111,
      pace: { perSecond: 0.1, leftMs: 100_000 },
    },
    {
      given: 'more Secrets than there were',
      to: { rewritten: 400, at: 8_000 },
      total: 399,
      pace: { perSecond: 100, leftMs: 0 },
    },
    { given: 'half a second', to: { rewritten: 200, at: 5_500 }, total: 1_000, pace: undefined },
    { given: 'a rewrite that stands still', to: { rewritten: 100, at: 60_000 }, total: 1_000, pace: undefined },
  ]) {
    it(`given ${given}, then it is ${JSON.stringify(pace) ?? 'not known'}`, ({ expect }) => {
      expect(rewritePace(FROM, to, total)).toEqual(pace);
    });
  }
});
