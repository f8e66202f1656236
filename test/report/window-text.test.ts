import { describe, it } from 'vitest';

import { localTimeText } from '../../src/report/window-text.ts';

describe('the opening of a window', () => {
  it.for([
    ['2026-11-28T21:00:00.000Z', 'Europe/Berlin', 'Sat 2026-11-28 22:00 Europe/Berlin (2026-11-28 21:00 UTC)'],
    ['2026-07-04T20:00:00.000Z', 'Europe/Berlin', 'Sat 2026-07-04 22:00 Europe/Berlin (2026-07-04 20:00 UTC)'],
    ['2026-11-23T03:30:00.000Z', 'America/New_York', 'Sun 2026-11-22 22:30 America/New_York (2026-11-23 03:30 UTC)'],
    ['2026-11-28T21:00:00.000Z', 'UTC', 'Sat 2026-11-28 21:00 UTC'],
  ] as const)('given %s in %s, is told by the local clock and in UTC', ([at, zone, text], { expect }) => {
    expect(localTimeText(at, zone)).toBe(text);
  });
});
