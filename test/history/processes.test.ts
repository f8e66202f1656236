import { describe, it } from 'vitest';

import { lengthOf, outagesIn, processesIn, workParts } from '../../src/history/processes.ts';
import type { JournalRecord } from '../../src/model/journal.ts';
import type { Outage } from '../../src/model/run-summary.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { linesAt, samplePlan } from '../support/sample-journal.ts';

const { census } = SAMPLE_FACTS.three;
const STARTED: JournalRecord = {
  kind: 'run-started',
  runId: 'r',
  version: '0',
  operator: 'me',
  plan: samplePlan(SAMPLE_FACTS.three, 'staged'),
};
const COUNTED: JournalRecord = { kind: 'counted', census };
const RESUMED = { kind: 'run-resumed', entry: { at: 'start' }, pid: 1 } as const satisfies JournalRecord;
const DONE: JournalRecord = { kind: 'done', step: 'prove', evidence: {} };

function ended(...outages: readonly Outage[]): JournalRecord {
  return { kind: 'run-ended', outcome: 'stopped-resumable', outages };
}

describe('the processes of a run', () => {
  it('given two, one of them killed, are told with their operators and endings, and their work is without the time between them', ({
    expect,
  }) => {
    const lines = linesAt(
      [0, STARTED],
      [1, COUNTED],
      [30, ended({ server: 's1', ms: 2_000 })],
      [1_000, { ...RESUMED, operator: 'you', version: '1' }],
      [1_020, DONE],
      [5_000, RESUMED],
      [5_001, ended()],
    );
    expect(workParts(lines).map(({ operator, version, ending }) => [operator, version, ending])).toEqual([
      ['me', '0', 'stopped-resumable'],
      ['you', '1', 'killed'],
      [undefined, undefined, 'stopped-resumable'],
    ]);
    expect(processesIn(lines).map(lengthOf)).toEqual([30_000, 20_000, 1_000]);
  });

  it('given the newest has no ending and is at work, it was not killed', ({ expect }) => {
    const lines = linesAt([0, STARTED], [1, COUNTED]);
    expect(workParts(lines, true)).toMatchObject([{ ending: 'running' }]);
    expect(workParts(lines)).toMatchObject([{ ending: 'killed' }]);
  });

  it('given no line, are none', ({ expect }) => {
    expect(workParts([])).toEqual([]);
  });
});

describe('the outages of a run', () => {
  const period = { from: '2026-11-24T02:00:00.000Z', until: '2026-11-24T02:00:04.000Z' };
  it('are added up per server over all processes, with the periods where a process kept them', ({ expect }) => {
    const lines = linesAt(
      [0, STARTED],
      [1, ended({ server: 's1', ms: 1_000 }, { server: 's2', ms: 0 })],
      [2, RESUMED],
      [9, ended({ server: 's1', ms: 4_000, periods: [period] })],
    );
    expect(outagesIn(lines)).toEqual([
      { server: 's1', ms: 5_000, periods: [period] },
      { server: 's2', ms: 0 },
    ]);
  });

  it('given a journal of an earlier release, are none', ({ expect }) => {
    expect(outagesIn(linesAt([0, STARTED], [10, { kind: 'run-ended', outcome: 'interrupted' }]))).toEqual([]);
  });
});
