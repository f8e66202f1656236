import { describe, it } from 'vitest';

import { parseWindow } from '../../src/model/maintenance-window.ts';

describe('a written maintenance window', () => {
  it.for<readonly [string, readonly number[], number, number, string]>([
    ['Sat 22:00-04:00 Europe/Berlin', [6], 1_320, 240, 'Europe/Berlin'],
    ['saturday 22:00-04:00 Europe/Berlin', [6], 1_320, 240, 'Europe/Berlin'],
    ['Mon-Fri 01:30-05:00 UTC', [1, 2, 3, 4, 5], 90, 300, 'UTC'],
    ['Fri-Mon 01:00-05:00 UTC', [0, 1, 5, 6], 60, 300, 'UTC'],
    ['Mon,Wed-Thu,Sun 1:00-5:00 UTC', [0, 1, 3, 4], 60, 300, 'UTC'],
    ['00:00-24:00 America/New_York', [0, 1, 2, 3, 4, 5, 6], 0, 1_440, 'America/New_York'],
    ['  Sat   22:00-23:00   UTC ', [6], 1_320, 1_380, 'UTC'],
    ['always', [0, 1, 2, 3, 4, 5, 6], 0, 1_440, 'UTC'],
  ])('given %j, has its days, times and zone', ([text, days, fromMinute, untilMinute, zone], { expect }) => {
    expect(parseWindow(text)).toEqual({ text: text.trim(), days, fromMinute, untilMinute, zone });
  });

  it.for([
    ['nothing', '', 'form'],
    ['no zone', 'Sat 22:00-04:00', 'form'],
    ['no end', 'Sat 22:00 UTC', 'form'],
    ['spaces in the times', 'Sat 22:00 - 04:00 UTC', 'form'],
    ['a day that is none', 'Sax 22:00-04:00 UTC', 'day'],
    ['half a name of a day', 'Satur 22:00-04:00 UTC', 'day'],
    ['three days in a range', 'Mon-Wed-Fri 22:00-04:00 UTC', 'day'],
    ['a list that ends in a comma', 'Mon, 22:00-04:00 UTC', 'day'],
    ['hour 25', 'Sat 25:00-04:00 UTC', 'time'],
    ['minute 60', 'Sat 22:60-23:00 UTC', 'time'],
    ['a beginning at 24:00', 'Sat 24:00-04:00 UTC', 'time'],
    ['the same time twice', 'Sat 04:00-04:00 UTC', 'time'],
    ['a zone that is none', 'Sat 22:00-04:00 Europe/Atlantis', 'zone'],
  ] as const)('given %s, says what is wrong', ([, text, problem], { expect }) => {
    expect(parseWindow(text)).toBe(problem);
  });
});
