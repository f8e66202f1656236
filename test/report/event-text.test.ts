import { describe, it } from 'vitest';

import type { RewriteProgressEvent } from '../../src/model/event.ts';
import { eventText } from '../../src/report/event-text.ts';

describe('the progress of a rewrite in words', () => {
  const CASES: readonly (readonly [string, Partial<RewriteProgressEvent>, string])[] = [
    ['no pace yet', {}, '8,450 of 13,642 Secrets rewritten'],
    ['a pace', { perSecond: 96.4, leftMs: 53_800 }, '8,450 of 13,642 Secrets rewritten, 96 a second, about 55 s left'],
    [
      'a slow pace',
      { perSecond: 4.26, leftMs: 1_219_000 },
      '8,450 of 13,642 Secrets rewritten, 4.3 a second, about 21 min left',
    ],
    [
      'a count instead of the journal',
      { source: 'datastore', perSecond: 96.4, leftMs: 3_000 },
      '8,450 of 13,642 Secrets rewritten, 96 a second, a few seconds left (counted in the datastore)',
    ],
  ];
  it.for(CASES)('given %s, then it says so', ([, more, text], { expect }) => {
    const event: RewriteProgressEvent = {
      type: 'rewrite-progress',
      rewritten: 8_450,
      total: 13_642,
      source: 'journal',
      ...more,
    };

    expect(eventText(event)).toBe(text);
  });
});
