import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../inventory/formats.ts';

describe('durations', () => {
  it.each([
    ['15s', 15_000],
    ['10m', 600_000],
    ['90d', 7_776_000_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ])('given %s, then it is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '15', 's', '15 s', '-1s', '1h30m', '15S', '1e3s', 'Infinityd'])('given %j, then it is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('given any text, then it is a whole number of milliseconds or nothing', () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(), fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        expect(parseDuration(written) ?? 0).toSatisfy(Number.isInteger);
      }),
    );
  });
});
