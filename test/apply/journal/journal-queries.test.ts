import { describe, expect, it } from 'vitest';

import { endingOf } from '../../../src/apply/journal/journal-queries.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';
import { journalLines } from '../../support/sample-journal.ts';

const FAILURE: Failure = { kind: 'lock-unconfirmed', reason: 'nobody answers' };
const OTHER: Failure = { kind: 'lock-lost', holder: 'bob', where: 'desk' };
const RESUMED: JournalRecord = { kind: 'run-resumed', entry: { at: 'start' }, pid: 1 };
const FAILED: JournalRecord = { kind: 'failed', step: 'prove', failure: OTHER };

function ended(failure?: Failure): JournalRecord {
  return { kind: 'run-ended', outcome: 'stopped-for-a-person', ...(failure === undefined ? {} : { failure }) };
}

describe('how the last process of a run ended', () => {
  it.each<[string, readonly JournalRecord[], Failure | undefined]>([
    ['no step failed, is by the failure in its last line', [RESUMED, ended(FAILURE)], FAILURE],
    ['a step failed before, is by the failure in its last line', [RESUMED, FAILED, ended(FAILURE)], FAILURE],
    ['an earlier release wrote it, is by its failed step', [RESUMED, FAILED, ended()], OTHER],
    ['it was killed, is not known', [RESUMED, FAILED], undefined],
  ])('given %s', (_, records, failure) => {
    const ending = endingOf(journalLines(records));
    expect(ending !== undefined && 'failure' in ending ? ending.failure : undefined).toEqual(failure);
  });
});
