import { describe, expect, it } from 'vitest';

import type { Examination } from '../../../src/plan/examination.ts';
import { rewritesCutOff } from '../../../src/plan/signatures/cut-off.ts';
import { NO_HINTS } from '../../../src/report/hints.ts';
import { rewriteCutOffWords } from '../../../src/report/signatures/rewrite-cut-off.ts';
import { SAMPLE_FACTS, START, withFiles, type FileState } from '../../support/sample-facts.ts';
import { TORN } from '../../support/sample-journal.ts';

function found(s1: FileState, s2: FileState, s3: FileState) {
  const facts = withFiles(SAMPLE_FACTS.three, { s1, s2, s3 });
  return rewritesCutOff({ facts } as Examination);
}

describe('a rewrite of rotate-keys that was cut off', () => {
  it('given followers that have taken both keys, is one match about all servers, without the advice to adopt, which would refuse', () => {
    const matches = found(TORN.rotateKeys, TORN.rotateKeys, TORN.rotateKeys);

    expect(matches.map(({ servers }) => servers)).toEqual([['s1', 's2', 's3']]);
    const said = matches.flatMap(
      (match) => rewriteCutOffWords.text({ ...match, id: 'rewrite-cut-off' } as never, NO_HINTS).next,
    );
    expect(said.join(' ')).not.toContain('--adopt');
    expect(said.join(' ')).toContain('s1, s2 and s3 have both keys');
  });

  it('given followers with the old key alone, is about the leader, and names who cannot read', () => {
    expect(found(TORN.rotateKeys, START, START)).toMatchObject([
      { servers: ['s1'], details: { server: 's1', blind: ['s2', 's3'] } },
    ]);
  });
});
