import { describe, it } from 'vitest';

import type { RewriteProgress } from '../../src/model/encryption.ts';
import {
  afterCount,
  afterJournal,
  beginWatch,
  isCountDue,
  rewrittenOf,
  type RewriteWatch,
} from '../../src/plan/rewrite-watch.ts';

/** One look, at a second after the beginning: what the journal told, or how many Secrets were not under the new key; `undefined` where that was not found out. */
type Seen = readonly [
  second: number,
  seen: RewriteProgress | { readonly left: number | undefined; readonly tookMs?: number },
];

const TOTAL = 1_000;
const NONE: RewriteProgress = { kind: 'none' };
const BEGUN: RewriteProgress = { kind: 'begun' };

function told(rewritten: number): RewriteProgress {
  return { kind: 'running', rewritten };
}

function watched(...looks: readonly Seen[]): RewriteWatch {
  return looks.reduce(
    (watch, [second, seen]) => {
      const at = second * 1_000;
      if ('kind' in seen) return afterJournal(watch, seen, at);
      const { left, tookMs = 1_000 } = seen;
      const found = left === undefined ? undefined : { left, total: TOTAL };
      return afterCount(watch, { beganAt: at, endedAt: at + tookMs, found });
    },
    beginWatch(0, TOTAL),
  );
}

describe('what is seen of a rewrite', () => {
  const CASES: readonly {
    readonly given: string;
    readonly looks: readonly Seen[];
    readonly movedAt?: number;
    readonly source?: RewriteWatch['source'];
    readonly rewritten?: number;
  }[] = [
    { given: 'no line and no count', looks: [[1, NONE]] },
    { given: 'its beginning alone', looks: [[1, BEGUN]] },
    {
      given: 'progress in the journal',
      looks: [
        [1, BEGUN],
        [2, told(50)],
      ],
      movedAt: 2,
      source: 'journal',
      rewritten: 50,
    },
    {
      given: 'the same progress again',
      looks: [
        [2, told(50)],
        [9, told(50)],
      ],
      movedAt: 2,
      source: 'journal',
      rewritten: 50,
    },
    {
      given: 'its lines rotated away',
      looks: [
        [2, told(50)],
        [9, NONE],
      ],
      movedAt: 2,
      source: 'journal',
      rewritten: 50,
    },
    { given: 'one count', looks: [[20, { left: 900 }]] },
    {
      given: 'two counts that say the same',
      looks: [
        [20, { left: 900 }],
        [31, { left: 900 }],
      ],
    },
    {
      given: 'a few Secrets that somebody deleted',
      looks: [
        [20, { left: 900 }],
        [31, { left: 860 }],
      ],
    },
    {
      given: '50 fewer in a silence',
      looks: [
        [20, { left: 900 }],
        [31, { left: 850 }],
      ],
      movedAt: 31,
    },
    {
      given: '100 fewer in a silence, which the journal should have told',
      looks: [
        [20, { left: 900 }],
        [31, { left: 850 }],
        [42, { left: 800 }],
      ],
      movedAt: 42,
      source: 'datastore',
      rewritten: 200,
    },
    {
      given: 'a count that failed between two others',
      looks: [
        [20, { left: 900 }],
        [31, { left: undefined }],
        [42, { left: 700 }],
      ],
      movedAt: 42,
      source: 'datastore',
      rewritten: 300,
    },
    {
      given: 'a slow one that is told at last',
      looks: [
        [20, { left: 990 }],
        [31, { left: 955 }],
        [33, told(50)],
        [49, { left: 930 }],
        [60, { left: 890 }],
      ],
      movedAt: 33,
      source: 'journal',
      rewritten: 50,
    },
    {
      given: 'fewer Secrets than the journal counts by, all rewritten',
      looks: [
        [20, { left: 20 }],
        [31, { left: 0 }],
        [42, { left: 0 }],
      ],
      movedAt: 31,
      source: 'datastore',
      rewritten: 1_000,
    },
    {
      given: 'a journal that has a line again after a silence',
      looks: [
        [20, { left: 900 }],
        [31, { left: 700 }],
        [40, told(400)],
      ],
      movedAt: 40,
      source: 'journal',
      rewritten: 400,
    },
    {
      given: 'more Secrets than there were',
      looks: [[50, told(1_050)]],
      movedAt: 50,
      source: 'journal',
      rewritten: 1_050,
    },
  ];
  for (const { given, looks, movedAt, source, rewritten } of CASES) {
    it(`given ${given}, then it moved ${movedAt === undefined ? 'not' : `after ${String(movedAt)} s`}, by ${source ?? 'nothing that tells how far'}`, ({
      expect,
    }) => {
      const watch = watched(...looks);

      expect(watch.movedAt).toBe(movedAt === undefined ? undefined : movedAt * 1_000);
      expect(watch.source).toBe(source);
      expect(rewrittenOf(watch)).toEqual({ rewritten, total: Math.max(TOTAL, rewritten ?? 0) });
    });
  }
});

describe('when the Secrets are counted', () => {
  const CASES: readonly {
    readonly given: string;
    readonly looks: readonly Seen[];
    readonly second: number;
    readonly due: boolean;
  }[] = [
    { given: 'the first seconds', looks: [], second: 14, due: false },
    { given: 'a journal that tells nothing', looks: [[14, NONE]], second: 15, due: true },
    {
      given: 'a journal that tells',
      looks: [
        [10, told(50)],
        [20, told(100)],
      ],
      second: 30,
      due: false,
    },
    {
      given: 'a journal that tells no more',
      looks: [
        [20, told(100)],
        [30, told(100)],
      ],
      second: 35,
      due: true,
    },
    { given: 'a count a moment ago', looks: [[20, { left: 900 }]], second: 30, due: false },
    { given: 'a count ten seconds ago', looks: [[20, { left: 900 }]], second: 31, due: true },
    { given: 'a count that took half a minute', looks: [[20, { left: 900, tookMs: 30_000 }]], second: 79, due: false },
    { given: 'the same, half a minute later', looks: [[20, { left: 900, tookMs: 30_000 }]], second: 80, due: true },
    { given: 'a count that failed a moment ago', looks: [[20, { left: undefined }]], second: 30, due: false },
  ];
  for (const { given, looks, second, due } of CASES) {
    it(`given ${given}, then they are ${due ? '' : 'not '}counted`, ({ expect }) => {
      expect(isCountDue(watched(...looks), second * 1_000)).toBe(due);
    });
  }
});
