import { describe, it } from 'vitest';

import { isWindow, parseWindow, type MaintenanceWindow } from '../../src/model/maintenance-window.ts';
import { neededMs, openSpans, windowVerdict } from '../../src/plan/maintenance-window.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function windows(...texts: readonly string[]): readonly MaintenanceWindow[] {
  return texts.map((text) => {
    const read = parseWindow(text);
    if (!isWindow(read)) throw new Error(`${text}: ${read}`);
    return read;
  });
}

/** The open spans between two times, as texts in UTC. */
function spans(texts: readonly string[], from: string, until: string): readonly string[] {
  const short = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  return openSpans(windows(...texts), Date.parse(from), Date.parse(until)).map(
    ({ fromMs, untilMs }) => `${short(fromMs)} - ${short(untilMs)}`,
  );
}

describe('when maintenance windows are open', () => {
  it.for<readonly [string, readonly string[], string, string, readonly string[]]>([
    [
      'a night in winter time',
      ['Sat 22:00-04:00 Europe/Berlin'],
      '2026-11-27T00:00Z',
      '2026-11-30T00:00Z',
      ['2026-11-28 21:00 - 2026-11-29 03:00'],
    ],
    [
      'a night in summer time',
      ['Sat 22:00-04:00 Europe/Berlin'],
      '2026-07-03T00:00Z',
      '2026-07-06T00:00Z',
      ['2026-07-04 20:00 - 2026-07-05 02:00'],
    ],
    [
      'the night in which clocks go back: an hour more',
      ['Sat 22:00-04:00 Europe/Berlin'],
      '2026-10-24T00:00Z',
      '2026-10-26T00:00Z',
      ['2026-10-24 20:00 - 2026-10-25 03:00'],
    ],
    [
      'the night in which clocks go forward: an hour less',
      ['Sat 22:00-04:00 Europe/Berlin'],
      '2026-03-28T00:00Z',
      '2026-03-30T00:00Z',
      ['2026-03-28 21:00 - 2026-03-29 02:00'],
    ],
    [
      'a time that comes twice in the night in which clocks go back',
      ['Sun 02:15-02:45 Europe/Berlin'],
      '2026-10-25T00:00Z',
      '2026-10-26T00:00Z',
      ['2026-10-25 00:15 - 2026-10-25 00:45', '2026-10-25 01:15 - 2026-10-25 01:45'],
    ],
    [
      'a time that is skipped in the night in which clocks go forward',
      ['Sun 02:15-02:45 Europe/Berlin'],
      '2026-03-29T00:00Z',
      '2026-03-30T00:00Z',
      [],
    ],
    [
      'clocks that change by half an hour, far from UTC',
      ['Sun 01:00-03:00 Australia/Lord_Howe'],
      '2026-10-03T00:00Z',
      '2026-10-05T00:00Z',
      ['2026-10-03 14:30 - 2026-10-03 16:00'],
    ],
    [
      'a zone that is behind UTC, where it is still the day before',
      ['Sun 20:00-24:00 America/New_York'],
      '2026-11-22T00:00Z',
      '2026-11-24T00:00Z',
      ['2026-11-23 01:00 - 2026-11-23 05:00'],
    ],
    [
      'a zone of 5 hours and 45 minutes',
      ['Mon 00:00-01:00 Asia/Kathmandu'],
      '2026-11-22T00:00Z',
      '2026-11-24T00:00Z',
      ['2026-11-22 18:15 - 2026-11-22 19:15'],
    ],
    [
      'every day',
      ['01:00-02:00 UTC'],
      '2026-11-22T00:00Z',
      '2026-11-24T00:00Z',
      ['2026-11-22 01:00 - 2026-11-22 02:00', '2026-11-23 01:00 - 2026-11-23 02:00'],
    ],
    [
      'two windows that touch: one span',
      ['Sat 22:00-24:00 UTC', 'Sun 00:00-03:00 UTC'],
      '2026-11-28T00:00Z',
      '2026-11-30T00:00Z',
      ['2026-11-28 22:00 - 2026-11-29 03:00'],
    ],
    ['always', ['always'], '2026-11-28T00:00Z', '2026-11-30T00:00Z', ['2026-11-28 00:00 - 2026-11-30 00:00']],
    [
      'a window that is open when the look begins',
      ['Sat 22:00-04:00 UTC'],
      '2026-11-29T01:30Z',
      '2026-11-30T00:00Z',
      ['2026-11-29 01:30 - 2026-11-29 04:00'],
    ],
  ])('given %s, by the wall clock of the zone', ([, texts, from, until, expected], { expect }) => {
    expect(spans(texts, from, until)).toEqual(expected);
  });
});

describe('whether a run may begin', () => {
  const SATURDAY = ['Sat 22:00-04:00 Europe/Berlin'];
  const NIGHT_AND_NOON = [...SATURDAY, 'Sun 12:00-12:30 UTC'];
  const SHORT = ['Sat 22:00-22:20 UTC'];

  it.for<readonly [string, readonly string[], string, number, object]>([
    ['no windows', [], '2026-11-27T12:00Z', 9 * HOUR_MS, { kind: 'fits' }],
    ['an open window', SATURDAY, '2026-11-28T21:00Z', 2 * HOUR_MS, { kind: 'fits' }],
    ['exactly as much time as is needed', SATURDAY, '2026-11-29T01:00Z', 2 * HOUR_MS, { kind: 'fits' }],
    [
      'a minute too little',
      SATURDAY,
      '2026-11-29T01:01Z',
      2 * HOUR_MS,
      {
        kind: 'wait',
        closesAtMs: Date.parse('2026-11-29T03:00Z'),
        next: { fromMs: Date.parse('2026-12-05T21:00Z'), zone: 'Europe/Berlin' },
      },
    ],
    [
      'a closed window',
      SATURDAY,
      '2026-11-27T12:00Z',
      2 * HOUR_MS,
      { kind: 'wait', closesAtMs: undefined, next: { fromMs: Date.parse('2026-11-28T21:00Z') } },
    ],
    [
      'a nearer window that is too short',
      NIGHT_AND_NOON,
      '2026-11-29T04:00Z',
      2 * HOUR_MS,
      { kind: 'wait', closesAtMs: undefined, next: { fromMs: Date.parse('2026-12-05T21:00Z') } },
    ],
    [
      'a window that is always too short',
      SHORT,
      '2026-11-27T12:00Z',
      2 * HOUR_MS,
      { kind: 'never', longestMs: 20 * MINUTE_MS, closesAtMs: undefined },
    ],
    ['a window that never closes', ['always'], '2026-11-27T12:00Z', 30 * HOUR_MS, { kind: 'fits' }],
  ])('given %s, the verdict is its own', ([, texts, now, needsMs, verdict], { expect }) => {
    expect(windowVerdict(windows(...texts), { nowMs: Date.parse(now), needsMs })).toMatchObject(verdict);
  });

  it.for([
    ['a short estimate', 8, 18],
    ['a long one', 60, 90],
  ] as const)('given %s, a margin is added', ([, estimate, needed], { expect }) => {
    expect(neededMs(estimate * MINUTE_MS)).toBe(needed * MINUTE_MS);
  });
});
