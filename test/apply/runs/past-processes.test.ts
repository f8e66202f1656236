import { describe, it } from 'vitest';

import { pastProcesses, sumOutages } from '../../../src/apply/runs/past-processes.ts';
import type { JournalLine, JournalRecord } from '../../../src/model/journal.ts';
import { SAMPLE_FACTS } from '../../support/sample-facts.ts';
import { journalLines, samplePlan } from '../../support/sample-journal.ts';

const { census } = SAMPLE_FACTS.three;
const STARTED: JournalRecord = {
  kind: 'run-started',
  runId: 'r',
  version: '0',
  operator: 'me',
  plan: samplePlan(SAMPLE_FACTS.three, 'staged'),
};
const COUNTED: JournalRecord = { kind: 'counted', census };
const RESUMED: JournalRecord = { kind: 'run-resumed', entry: { at: 'start' }, pid: 1 };
const DONE: JournalRecord = { kind: 'done', step: 'prove', evidence: {} };

function ended(...outages: readonly { readonly server: string; readonly ms: number }[]): JournalRecord {
  return { kind: 'run-ended', outcome: 'stopped-resumable', outages };
}

/** Each record with the second at which it was written. */
function at(...records: readonly (readonly [second: number, record: JournalRecord])[]): readonly JournalLine[] {
  return journalLines(records.map(([, record]) => record)).map((line, index) => ({
    ...line,
    at: new Date((records[index]?.[0] ?? 0) * 1_000).toISOString(),
  }));
}

describe('what the processes before this one left', () => {
  it('given the first process, is nothing but the count', ({ expect }) => {
    expect(pastProcesses(at([0, STARTED], [1, COUNTED], [9, DONE]))).toEqual({
      durationMs: 0,
      outages: [],
      killed: 0,
      before: census,
    });
  });

  it('given two before, one of them killed, is their work without the time between them, and what was seen of outages', ({
    expect,
  }) => {
    const lines = at(
      [0, STARTED],
      [1, COUNTED],
      [30, ended({ server: 's1', ms: 2_000 })],
      [1_000, RESUMED],
      [1_020, DONE],
      [5_000, RESUMED],
      [5_001, DONE],
    );
    expect(pastProcesses(lines)).toEqual({
      durationMs: 50_000,
      outages: [{ server: 's1', ms: 2_000 }],
      killed: 1,
      before: census,
    });
  });

  it('given a journal of an earlier release, knows no count and no outages', ({ expect }) => {
    const lines = at([0, STARTED], [10, { kind: 'run-ended', outcome: 'interrupted' }], [20, RESUMED]);
    expect(pastProcesses(lines)).toMatchObject({ before: undefined, outages: [], killed: 0, durationMs: 10_000 });
  });
});

describe('outages of several processes', () => {
  it('are added up per server', ({ expect }) => {
    const outages = [
      { server: 's1', ms: 1 },
      { server: 's2', ms: 0 },
      { server: 's1', ms: 4 },
    ];
    expect(sumOutages(outages)).toEqual([
      { server: 's1', ms: 5 },
      { server: 's2', ms: 0 },
    ]);
  });
});
