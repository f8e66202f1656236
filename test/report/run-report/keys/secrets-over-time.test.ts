import { describe, it } from 'vitest';

import type { RunReport } from '../../../../src/model/run-report.ts';
import { keysOverTime, secretsOverTime } from '../../../../src/report/run-report/keys/secrets-over-time.ts';
import { secretsPicture } from '../../../../src/report/run-report/keys/secrets-picture.ts';
import { DONE, STOPPED } from '../sample-report.ts';

const OLD = 'aescbc/aescbckey';
const NEW = `aescbc/${DONE.summary.newKey ?? ''}`;

function counts(report: RunReport): readonly (readonly number[])[] {
  return secretsOverTime(report).map(({ byKey }) => [byKey[OLD] ?? 0, byKey[NEW] ?? 0]);
}

describe('Secrets per key over time', () => {
  it('given two counts and a rewrite between them, follows the rewrite', ({ expect }) => {
    expect(counts(DONE)).toEqual([
      [500, 0],
      [500, 0],
      [250, 250],
      [0, 500],
      [0, 503],
    ]);
    expect(secretsOverTime(DONE).map(({ isCounted }) => isCounted)).toEqual([true, false, false, false, true]);
  });

  it('given an odd share, loses and invents no Secret', ({ expect }) => {
    const rewrite = DONE.rewrite.map((sample) => ({ ...sample, rewritten: 167, total: 500 }));
    for (const pair of counts({ ...DONE, rewrite }).slice(0, 4))
      expect(pair.reduce((sum, each) => sum + each)).toBe(500);
  });

  it('given a run that stopped before its rewrite, has the counts alone', ({ expect }) => {
    expect(secretsOverTime(STOPPED).every(({ isCounted }) => isCounted)).toBe(true);
  });

  it('draws the new key below all others', ({ expect }) => {
    expect(keysOverTime(DONE, secretsOverTime(DONE))).toEqual([OLD, NEW]);
  });
});

describe('the picture of the Secrets', () => {
  it('given a run that ended well, has an area for each key, and a mark for each count', ({ expect }) => {
    const markup = secretsPicture(DONE)?.markup ?? '';
    expect(markup.match(/<path class="old-key"/g)).toHaveLength(1);
    expect(markup.match(/<path class="new-key"/g)).toHaveLength(1);
    expect(markup.match(/class="mark"/g)).toHaveLength(2);
    expect(markup).toContain(`${OLD}: 500 at first, 0 at last`);
  });

  it('given Secrets in plain text, shows them as such', ({ expect }) => {
    const [first, ...others] = DONE.counts;
    if (first === undefined) throw new Error('no count');
    const census = { ...first.census, plaintext: 7 };
    const markup = secretsPicture({ ...DONE, counts: [{ ...first, census }, ...others] })?.markup ?? '';
    expect(markup).toContain('not encrypted: 7 at first, 0 at last');
    expect(markup).toContain('<path class="no-key"');
  });

  it('given one count, has nothing to draw', ({ expect }) => {
    expect(secretsPicture({ ...STOPPED, counts: STOPPED.counts.slice(0, 1) })).toBeUndefined();
  });
});
