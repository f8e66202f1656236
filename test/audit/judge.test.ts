import { describe, it } from 'vitest';

import { judgeGuide } from '../../src/audit/judge.ts';
import { GUIDE_ROWS } from '../../src/model/audit.ts';
import { AUDIT_CASES } from './cases.ts';
import { goodFacts } from './sample-audit.ts';

describe('the rows of the security guide', () => {
  it.for(AUDIT_CASES)(
    '$row: given $given, it is $status',
    ({ row, facts, status, reason, deciding = [] }, { expect }) => {
      const result = judgeGuide(facts).find((each) => each.row === row);

      const wanted = status === 'fail' ? 'fails' : 'unknown';
      const decided = result?.evidence.filter(({ verdict }) => verdict === wanted).map(({ name }) => name);
      expect({ status: result?.status, reason: result?.reason }, JSON.stringify(result)).toEqual({ status, reason });
      if (status === 'fail') expect(decided).toEqual(deciding);
    },
  );

  it('given any row, there is a case in which it passes, and one in which it fails', ({ expect }) => {
    for (const status of ['pass', 'fail'] as const) {
      const rows = new Set(AUDIT_CASES.filter((each) => each.status === status).map(({ row }) => row));
      expect(GUIDE_ROWS.filter((row) => !rows.has(row))).toEqual([]);
    }
  });

  it('given a good cluster, judges every row of servers for every server, and the others once', ({ expect }) => {
    const results = judgeGuide(goodFacts());

    expect(results.filter(({ row }) => row === 'audit-log').map(({ subject }) => subject)).toEqual(
      ['s1', 's2', 's3'].map((name) => ({ kind: 'server', name })),
    );
    expect(results.filter(({ row }) => row === 'namespace-labels')).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  });

  it('given a failing row, says what would mend it, and given any other row nothing', ({ expect }) => {
    for (const { facts } of AUDIT_CASES) {
      for (const { row, status, mend } of judgeGuide(facts)) {
        if (status === 'fail') expect(mend, row).not.toEqual([]);
        else expect(mend, row).toEqual([]);
      }
    }
  });
});
