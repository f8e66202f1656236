import { describe, it } from 'vitest';

import { keyFiles } from '../../../../src/report/run-report/keys/key-files.ts';
import { keysSection } from '../../../../src/report/run-report/keys/holding-text.ts';
import { keysPicture } from '../../../../src/report/run-report/keys/keys-picture.ts';
import type { ReportStep, RunReport } from '../../../../src/model/run-report.ts';
import { DONE, ROTATE_KEYS, STOPPED } from '../sample-report.ts';

/** What each server had, one after the other. */
function courses(report: RunReport): Readonly<Record<string, readonly string[]>> {
  const files = keyFiles(report) ?? [];
  return Object.fromEntries(files.map(({ server, since }) => [server, since.map(({ holding }) => holding)]));
}

function tableOf(report: RunReport): readonly (readonly string[])[] {
  return keysSection(report).blocks.flatMap((block) => (block.kind === 'table' ? [block.head, ...block.rows] : []));
}

const ADOPTED: RunReport = { ...DONE, summary: { ...DONE.summary, adopted: true } };

describe('which server held which key', () => {
  it('given a staged run, every server goes through both keys, the leader first', ({ expect }) => {
    const all = ['old', 'old-new', 'new-old', 'new'];
    expect(courses(DONE)).toEqual({ s1: all, s2: all, s3: all });
    const [leader, ...followers] = keyFiles(DONE) ?? [];
    for (const { since } of followers) {
      for (const [index, { at }] of since.entries()) {
        if (at !== undefined) expect(Date.parse(at)).toBeGreaterThan(Date.parse(leader?.since[index]?.at ?? ''));
      }
    }
  });

  it('given rotate-keys, the followers never have both', ({ expect }) => {
    expect(courses(ROTATE_KEYS)).toEqual({ s1: ['old', 'new-old', 'new'], s2: ['old', 'new'], s3: ['old', 'new'] });
  });

  it.for([
    ['done', ['old', 'new-old', 'new']],
    ['not-begun', ['old', 'unsure', 'new']],
  ] as const)(
    'given followers that restarted under the rewrite, and writes that went on early: %s, %o',
    ([state, course], { expect }) => {
      const steps = ROTATE_KEYS.steps.flatMap((step): readonly ReportStep[] =>
        step.step === 'rewrite-finished'
          ? [
              ...['restart:early:s2', 'restart:early:s3'].map((id) => ({ ...step, step: id as ReportStep['step'] })),
              { ...step, step: 'allow-writes', state },
              step,
            ]
          : [step],
      );
      expect(courses({ ...ROTATE_KEYS, steps })).toMatchObject({ s2: course, s3: course });
    },
  );

  it('given a restart that did not end well, nothing is claimed of that server', ({ expect }) => {
    expect(courses(STOPPED)).toEqual({ s1: ['old', 'old-new'], s2: ['old', 'unsure'], s3: ['old'] });
    expect(tableOf(STOPPED)).toEqual([
      ['at the end of', 'start', 'prepare'],
      ['s1', '[old]', '[old, new]'],
      ['s2', '[old]', 'not certain'],
      ['s3', '[old]', '[old]'],
    ]);
  });

  it('given a rotation that somebody else had begun, or a journal without times, nothing is claimed at all', ({
    expect,
  }) => {
    const timeless = { ...DONE, steps: DONE.steps.map((step) => ({ ...step, spans: [] })) };
    for (const report of [ADOPTED, timeless]) {
      expect(keyFiles(report)).toBeUndefined();
      expect(keysPicture(report)).toBeUndefined();
      expect(keysSection(report).blocks.map(({ kind }) => kind)).toEqual(['text']);
    }
  });
});

describe('the picture of the keys', () => {
  it('given a staged run, has one bar for one key and two for two, on a lane for each server', ({ expect }) => {
    const markup = keysPicture(DONE)?.markup ?? '';
    // Four times for each server, two of them with two keys; and the legend.
    expect(markup.match(/class="old-key"/g)).toHaveLength(3 * 3 + 1);
    expect(markup.match(/class="new-key"/g)).toHaveLength(3 * 3 + 1);
    for (const server of ['s1', 's2', 's3']) expect(markup).toContain(`<title>${server}: [new, old]</title>`);
  });

  it('leaves no gap: each bar begins where the one before ends', ({ expect }) => {
    const markup = keysPicture(DONE)?.markup ?? '';
    const bars = [...markup.matchAll(/x="([\d.]+)" y="8" width="([\d.]+)"/g)].map(([, x, width]) => [
      Number(x),
      Number(width),
    ]);
    expect(bars).toHaveLength(4);
    for (const [index, [x = 0]] of bars.entries()) {
      const [before = 130, width = 0] = bars[index - 1] ?? [];
      expect(x).toBeCloseTo(before + width, 0);
    }
  });
});
