import { describe, it } from 'vitest';
import { timelinePicture } from '../../../../src/report/run-report/timeline/picture.ts';
import { rewriteLine } from '../../../../src/report/run-report/timeline/rewrite-line.ts';
import { DONE, ROTATE_KEYS, STOPPED } from '../sample-report.ts';

function shapes(report: typeof DONE, kind: string): number {
  // The legend has one shape of each kind.
  return (timelinePicture(report).markup.match(new RegExp(`class="${kind}"`, 'g'))?.length ?? 0) - 1;
}

describe('the picture of a run', () => {
  it('given a staged run, has a bar for each restart, and nobody was cut off from Secrets', ({ expect }) => {
    expect(shapes(DONE, 'restart')).toBe(9);
    expect(shapes(DONE, 'risk')).toBe(0);
    expect(shapes(DONE, 'pause')).toBe(0);
  });

  it('given a run of rotate-keys, shows the time at risk on the lane of each follower', ({ expect }) => {
    expect(shapes(ROTATE_KEYS, 'risk')).toBe(2);
  });

  it('given a run of two processes that stopped, shows the break, the outage and where it failed', ({ expect }) => {
    expect(shapes(STOPPED, 'pause')).toBe(1);
    expect(shapes(STOPPED, 'outage')).toBe(1);
    expect(timelinePicture(STOPPED).markup).toContain('class="failed"');
    expect(timelinePicture(STOPPED).markup).toContain('the one before was killed');
  });

  it('has a lane for each server, and no shape outside the picture', ({ expect }) => {
    const { markup } = timelinePicture(DONE);
    for (const { name } of DONE.course.order) expect(markup).toContain(`<title>${name}</title>`);
    const [, height = '0'] = /viewBox="0 0 1000 (\d+)"/.exec(markup) ?? [];
    for (const [, x, y, width] of markup.matchAll(/<rect [^>]*?x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)) {
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(1_000);
      expect(Number(y)).toBeLessThanOrEqual(Number(height));
    }
  });
});

describe('the line of a rewrite', () => {
  it('given samples, goes from nothing through them to all', ({ expect }) => {
    expect(rewriteLine(DONE).map(({ share }) => share)).toEqual([0, 0.5, 1]);
  });

  it('given a journal without samples, has its two ends', ({ expect }) => {
    expect(rewriteLine({ ...DONE, rewrite: [] }).map(({ share }) => share)).toEqual([0, 1]);
  });

  it('given a rewrite without an end, stops at the last sample; given none, is empty', ({ expect }) => {
    const steps = DONE.steps.map((step) =>
      step.step === 'rewrite-finished' ? { ...step, state: 'begun' as const, spans: [] } : step,
    );
    expect(rewriteLine({ ...DONE, steps }).map(({ share }) => share)).toEqual([0, 0.5]);
    expect(rewriteLine(STOPPED)).toEqual([]);
  });
});
