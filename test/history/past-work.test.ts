import { describe, it } from 'vitest';

import { pastWork } from '../../src/history/past-work.ts';
import { workParts } from '../../src/history/processes.ts';
import type { JournalRecord } from '../../src/model/journal.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { done, intended, linesAt, samplePlan } from '../support/sample-journal.ts';

const plan = samplePlan(SAMPLE_FACTS.three, 'staged');
const STARTED: JournalRecord = { kind: 'run-started', runId: 'r', version: '0', operator: 'me', plan };
const RESUMED: JournalRecord = { kind: 'run-resumed', entry: { at: 'prepare' }, pid: 1 };
const STOPPED: JournalRecord = { kind: 'run-ended', outcome: 'interrupted', by: 'SIGHUP' };

describe('what earlier processes of a run did', () => {
  const lines = linesAt(
    [0, STARTED],
    [1, intended('command:prepare')],
    [3, done('command:prepare')],
    [4, intended('restart:prepare:s1')],
    [5, done('restart:prepare:s1')],
    [24, intended('restart:prepare:s2')],
    [25, done('restart:prepare:s2')],
    [30, STOPPED],
    [1_000, RESUMED],
    [1_001, { kind: 'found-done', step: 'restart:prepare:s3', evidence: {} }],
    [1_010, done('census:before-roll')],
  );

  it('given a restart, it lasts until the next line, because the server is healthy only then; a look lasts from the line before', ({
    expect,
  }) => {
    expect(pastWork(lines).steps).toEqual([
      { step: 'command:prepare', durationMs: 2_000 },
      { step: 'restart:prepare:s1', durationMs: 20_000 },
      { step: 'restart:prepare:s2', durationMs: 6_000 },
      { step: 'restart:prepare:s3', durationMs: 0 },
      { step: 'census:before-roll', durationMs: 9_000 },
    ]);
  });

  it('given two processes, their work is added up without the time between them, and restarts are counted per server', ({
    expect,
  }) => {
    expect(pastWork(lines)).toMatchObject({ workedMs: 40_000, restarts: { s1: 1, s2: 1 } });
    expect(pastWork(lines)).not.toHaveProperty('refusedSince');
  });

  it('given writes that were refused and not let through again, says since when', ({ expect }) => {
    const frozen = linesAt([0, STARTED], [7, intended('freeze-writes')], [8, done('freeze-writes')], [9, STOPPED]);
    expect(pastWork(frozen).refusedSince).toBe('1970-01-01T00:00:07.000Z');
  });

  it('given a killed process, the parts of the work say so', ({ expect }) => {
    expect(workParts(lines)).toMatchObject([
      { from: '1970-01-01T00:00:00.000Z', until: '1970-01-01T00:00:30.000Z', ending: 'interrupted' },
      { from: '1970-01-01T00:16:40.000Z', until: '1970-01-01T00:16:50.000Z', ending: 'killed' },
    ]);
  });
});
