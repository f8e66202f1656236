import { describe, it } from 'vitest';

import { rewriteOverdueAt } from '../../src/plan/rewrite-deadline.ts';

const STARTED_AT = 1_000_000;

describe('when a rewrite is overdue', () => {
  for (const { words, total, movedAfterMs, afterMs } of [
    { words: 'nothing to rewrite', total: 0, movedAfterMs: undefined, afterMs: 180_000 },
    { words: '5,000 Secrets and no word of it', total: 5_000, movedAfterMs: undefined, afterMs: 1_180_000 },
    {
      words: '50,000 Secrets, and it stopped after six minutes',
      total: 50_000,
      movedAfterMs: 360_000,
      afterMs: 540_000,
    },
    { words: '100 Secrets, and it still moves on', total: 100, movedAfterMs: 199_000, afterMs: 379_000 },
  ]) {
    it(`given ${words}, then it is overdue after ${String(afterMs / 1_000)} s`, ({ expect }) => {
      const movedAt = movedAfterMs === undefined ? undefined : STARTED_AT + movedAfterMs;

      expect(rewriteOverdueAt({ startedAt: STARTED_AT, total, movedAt })).toBe(STARTED_AT + afterMs);
    });
  }
});
