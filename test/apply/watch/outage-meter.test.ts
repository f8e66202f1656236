import { describe, it } from 'vitest';
import { createOutageMeter } from '../../../src/apply/watch/outage-meter.ts';

describe('the outage of a server', () => {
  it('is from the first look without an answer to the next one with an answer, period by period', ({ expect }) => {
    const meter = createOutageMeter(['s1', 's2']);
    for (const [answered, at] of [
      [true, 0],
      [false, 1_000],
      [false, 2_000],
      [true, 4_000],
      [false, 10_000],
      [true, 10_500],
    ] as const)
      meter.seen('s1', answered, at);
    expect(meter.outages(20_000)).toEqual([
      {
        server: 's1',
        ms: 3_500,
        periods: [
          { from: '1970-01-01T00:00:01.000Z', until: '1970-01-01T00:00:04.000Z' },
          { from: '1970-01-01T00:00:10.000Z', until: '1970-01-01T00:00:10.500Z' },
        ],
      },
      { server: 's2', ms: 0 },
    ]);
  });

  it('given it has not answered since, lasts until now', ({ expect }) => {
    const meter = createOutageMeter(['s1']);
    meter.seen('s1', false, 1_000);
    expect(meter.isDown('s1')).toBe(true);
    expect(meter.outages(3_000)).toMatchObject([{ ms: 2_000, periods: [{ until: '1970-01-01T00:00:03.000Z' }] }]);
    expect(meter.outages(5_000)).toMatchObject([{ ms: 4_000 }]);
  });

  it('given a question without an answer yet, then the same server is not asked again, and another one is', async ({
    expect,
  }) => {
    const meter = createOutageMeter(['s1', 's2']);
    const { promise, resolve } = Promise.withResolvers<void>();
    const asked: string[] = [];
    const look = (server: string, answer: Promise<void>): void =>
      meter.lookBeside(server, () => {
        asked.push(server);
        return answer;
      });

    look('s1', promise);
    look('s1', promise);
    look('s2', promise);
    resolve();
    await new Promise(setImmediate);
    look('s1', promise);

    expect(asked).toEqual(['s1', 's2', 's1']);
  });
});
