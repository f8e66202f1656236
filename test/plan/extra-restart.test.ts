import { describe, it } from 'vitest';

import type { JournalRecord } from '../../src/model/journal.ts';
import type { Gate } from '../../src/model/step.ts';
import { restartRecordOf, type RestartRecord } from '../../src/plan/extra-restart.ts';
import { journalLines } from '../support/sample-journal.ts';

const step = 'restart:prepare:s2';
const INTENDED: JournalRecord = { kind: 'intended', step, before: { kind: 'unit', invocationId: 'a' } };
const DONE: JournalRecord = { kind: 'done', step, evidence: {} };
const FOUND: JournalRecord = { kind: 'found-done', step, evidence: {} };
const RESUMED: JournalRecord = { kind: 'run-resumed', entry: { at: 'prepare' }, pid: 1 };
const OTHER: JournalRecord = { kind: 'done', step: 'restart:prepare:s3', evidence: {} };
const BEHIND = timedOut('stage');

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
  ['a new service that kept its stage', [INTENDED, DONE, BEHIND], 'behind'],
  ['the same, seen by two runs before it was restarted', [INTENDED, DONE, BEHIND, RESUMED, BEHIND], 'behind'],
  ['its extra restart begun', [INTENDED, DONE, BEHIND, RESUMED, INTENDED], 'open'],
  ['its extra restart over', [INTENDED, DONE, BEHIND, RESUMED, INTENDED, DONE], 'done'],
  ['its extra restart in vain', [INTENDED, DONE, BEHIND, RESUMED, INTENDED, DONE, BEHIND], 'behind-again'],
];

describe('how a restart stands in the journal', () => {
  for (const [given, records, state] of ROWS) {
    it(`given ${given}, it is ${state}`, ({ expect }) => {
      expect(restartRecordOf(journalLines(records), step)).toBe(state);
    });
  }
});
