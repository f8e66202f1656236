import { describe, it } from 'vitest';

import type { JournalRecord } from '../../src/model/journal.ts';
import type { Gate } from '../../src/model/step.ts';
import { restartRecordOf, type RestartRecord } from '../../src/plan/one-more-restart.ts';
import type { Failure } from '../../src/model/failure.ts';
import { SAMPLE_FAILURES } from '../report/samples.ts';
import { journalLines } from '../support/sample-journal.ts';

const step = 'restart:prepare:s2';
const INTENDED: JournalRecord = { kind: 'intended', step, before: { kind: 'unit', invocationId: 'a' } };
const DONE: JournalRecord = { kind: 'done', step, evidence: {} };
const FOUND: JournalRecord = { kind: 'found-done', step, evidence: {} };
const RESUMED: JournalRecord = { kind: 'run-resumed', entry: { at: 'prepare' }, pid: 1 };
const OTHER: JournalRecord = { kind: 'done', step: 'restart:prepare:s3', evidence: {} };
const BEHIND = timedOut('stage');
const GAVE_UP: JournalRecord = { kind: 'failed', step: 'rewrite-finished', failure: gaveUp({ deleted: true }) };
const DENIED: JournalRecord = { kind: 'failed', step: 'rewrite-finished', failure: gaveUp({ deleted: false }) };

function gaveUp(how: { readonly deleted: boolean }): Failure {
  const sample = SAMPLE_FAILURES['rewrite-failed'];
  return { ...sample, server: 's1', bothKeysEverywhere: true, ...how };
}

function timedOut(gate: Gate): JournalRecord {
  return { kind: 'failed', step, failure: { kind: 'gate-timed-out', server: 's2', gate, waitedMs: 1, observed: [] } };
}

const ROWS: readonly (readonly [given: string, records: readonly JournalRecord[], state: RestartRecord])[] = [
  ['nothing of it', [OTHER], 'open'],
  ['an intention alone', [INTENDED], 'open'],
  ['a new service', [INTENDED, DONE], 'done'],
  ['a new service that a resumed run found', [INTENDED, RESUMED, FOUND], 'done'],
  ['a new service that never became healthy for another reason', [INTENDED, DONE, timedOut('node')], 'done'],
  ['a request that was not heard', [INTENDED, timedOut('stage')], 'open'],
  ['a new service that kept its stage', [INTENDED, DONE, BEHIND], 'restarted-but-stale'],
  [
    'the same, seen by two runs before it was restarted',
    [INTENDED, DONE, BEHIND, RESUMED, BEHIND],
    'restarted-but-stale',
  ],
  ['its extra restart begun', [INTENDED, DONE, BEHIND, RESUMED, INTENDED], 'open'],
  ['its extra restart over', [INTENDED, DONE, BEHIND, RESUMED, INTENDED, DONE], 'done'],
  ['its extra restart in vain', [INTENDED, DONE, BEHIND, RESUMED, INTENDED, DONE, BEHIND], 'stale-again'],
];

const LEADERS = 'restart:rotate:s1';
const ROLLED: readonly JournalRecord[] = [
  { kind: 'intended', step: LEADERS, before: { kind: 'unit', invocationId: 'a' } },
  { kind: 'done', step: LEADERS, evidence: {} },
];

describe('how a restart stands in the journal after a rewrite', () => {
  for (const [given, records, state] of [
    ['that is going on', ROLLED, 'done'],
    ['that was given up at a deleted Secret', [...ROLLED, GAVE_UP], 'rewrite-aborted-since'],
    ['that was given up for another reason', [...ROLLED, DENIED], 'done'],
    ['of which the restart is intended', [...ROLLED, GAVE_UP, ...ROLLED.slice(0, 1)], 'open'],
    ['whose server was restarted since', [...ROLLED, GAVE_UP, ...ROLLED], 'done'],
    ['that was given up twice', [...ROLLED, GAVE_UP, ...ROLLED, GAVE_UP], 'rewrite-aborted-since'],
  ] as const) {
    it(`given one ${given}, the leader's of the second roll is ${state}`, ({ expect }) => {
      expect(restartRecordOf(journalLines(records), LEADERS)).toBe(state);
    });
  }

  it('given one that was given up at a deleted Secret, those of followers stay done', ({ expect }) => {
    const other: JournalRecord = { kind: 'done', step: 'restart:rotate:s2', evidence: {} };

    expect(restartRecordOf(journalLines([...ROLLED, other, GAVE_UP]), 'restart:rotate:s2')).toBe('done');
  });
});

describe('how a restart stands in the journal', () => {
  for (const [given, records, state] of ROWS) {
    it(`given ${given}, it is ${state}`, ({ expect }) => {
      expect(restartRecordOf(journalLines(records), step)).toBe(state);
    });
  }
});
