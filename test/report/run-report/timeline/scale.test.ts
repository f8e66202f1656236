import { describe, it } from 'vitest';
import { timeScale } from '../../../../src/report/run-report/timeline/scale.ts';

const at = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const LINE = { from: 100, until: 500 };

describe('time on a line', () => {
  const one = timeScale([{ from: at(0), until: at(100) }], LINE);
  it.for([
    [0, 100],
    [50, 300],
    [100, 500],
    [-5, 100],
    [999, 500],
  ] as const)('given one process, %d s is at %d', ([seconds, place], { expect }) => {
    expect(one.at(at(seconds))).toBe(place);
  });

  it('given a place, tells its time', ({ expect }) => {
    expect([100, 200, 500].map((place) => one.timeAt(place))).toEqual([at(0), at(25), at(100)]);
  });

  it('given a long time without a process, gives it little room, and the work the rest', ({ expect }) => {
    const two = timeScale(
      [
        { from: at(0), until: at(100) },
        { from: at(100_000), until: at(100_100) },
      ],
      LINE,
    );
    expect(two.breaks).toEqual([{ from: 280, until: 320 }]);
    expect(two.at(at(50_000))).toBeGreaterThan(280);
    expect(two.at(at(50_000))).toBeLessThan(320);
    expect(two.at(at(100_050))).toBe(410);
  });

  it('given very many processes, leaves most of the line to their work', ({ expect }) => {
    const parts = Array.from({ length: 60 }, (_, index) => ({ from: at(index * 100), until: at(index * 100 + 10) }));
    const room = timeScale(parts, LINE).breaks.reduce((total, { from, until }) => total + until - from, 0);
    expect(room).toBeLessThan(0.31 * 400);
  });

  it.for([
    ['no process', []],
    ['a process of one line', [{ from: at(1), until: at(1) }]],
    ['a clock that was set back', [{ from: at(9), until: at(1) }]],
  ] as const)('given %s, every place is on the line', ([, parts], { expect }) => {
    const scale = timeScale(parts, LINE);
    for (const time of [at(0), at(1), at(9), 'never']) {
      expect(scale.at(time)).toBeGreaterThanOrEqual(LINE.from);
      expect(scale.at(time)).toBeLessThanOrEqual(LINE.until);
    }
  });
});
