import { describe, it } from 'vitest';

import { rewriteOverdueAt } from '../../src/plan/rewrite-deadline.ts';

const STARTED_AT = 1_000_000;

describe('when a rewrite is overdue', () => {
  for (const { words, movedAfterMs, tookMs, afterMs } of [
    { words: 'no sign of it', afterMs: 180_000 },
    { words: 'that it stopped after six minutes', movedAfterMs: 360_000, afterMs: 540_000 },
    { words: 'that it still moves on', movedAfterMs: 199_000, afterMs: 379_000 },
    { words: 'no sign of it, and counts of a minute each', tookMs: 60_000, afterMs: 360_000 },
  ]) {
    it(`given ${words}, then it is overdue after ${String(afterMs / 1_000)} s`, ({ expect }) => {
      const movedAt = movedAfterMs === undefined ? undefined : STARTED_AT + movedAfterMs;
      const tried = tookMs === undefined ? undefined : { endedAt: STARTED_AT + tookMs, tookMs };

      expect(rewriteOverdueAt({ startedAt: STARTED_AT, movedAt, tried })).toBe(STARTED_AT + afterMs);
    });
  }
});
