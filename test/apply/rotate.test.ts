import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import { createJournal } from '../../src/apply/journal/journal.ts';
import { decisionPending } from '../../src/apply/rotate.ts';
import { journalFile } from '../../src/apply/runs/run-directory.ts';
import { unfinishedRun } from '../../src/apply/runs/runs.ts';
import { systemClock } from '../../src/apply/system-clock.ts';
import type { JournalRecord } from '../../src/model/journal.ts';

const BEGUN: JournalRecord = { kind: 'run-resumed', entry: { at: 'start' }, pid: 1 };
const INTENDED: JournalRecord = { kind: 'intended', step: 'command:prepare', before: { kind: 'none' } };
const FAILED: JournalRecord = {
  kind: 'failed',
  step: 'command:prepare',
  failure: { kind: 'runs-unreadable', directory: '/state', reason: 'EACCES' },
};

/** What ensure chooses after a run with these lines. */
function chosen(...records: readonly JournalRecord[]) {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'keyturn-ensure-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true }));
  const journal = createJournal(journalFile(stateDirectory, 'prod', '1'), systemClock);
  if (!journal.ok) throw new Error('no journal');
  for (const record of [BEGUN, ...records]) journal.value.append(record);
  journal.value.close();
  const unfinished = unfinishedRun(stateDirectory, 'prod');
  if (!unfinished.ok) throw new Error('unreadable');
  return { resume: unfinished.value !== undefined, pending: decisionPending(unfinished.value) };
}

describe('an unfinished run, as ensure sees it', () => {
  it.for<readonly [string, readonly JournalRecord[], boolean]>([
    ['a run that ended well', [INTENDED, { kind: 'run-ended', outcome: 'done' }], false],
    ['a run that never changed anything', [{ kind: 'run-ended', outcome: 'refused' }], false],
    ['a run that was killed', [INTENDED], true],
    ['a run that was interrupted', [INTENDED, { kind: 'run-ended', outcome: 'interrupted' }], true],
    [
      'a run that stopped and can be resumed',
      [INTENDED, FAILED, { kind: 'run-ended', outcome: 'stopped-resumable' }],
      true,
    ],
    ['a run whose proof failed', [INTENDED, FAILED, { kind: 'run-ended', outcome: 'proof-failed' }], true],
  ])('given %s, resumes it or not', ([, records, resume], { expect }) => {
    expect(chosen(...records)).toEqual({ resume, pending: undefined });
  });

  it('given a run that stopped for a person, decides nothing in the place of the person', ({ expect }) => {
    const ended: JournalRecord = { kind: 'run-ended', outcome: 'stopped-for-a-person' };
    expect(chosen(INTENDED, FAILED, ended)).toMatchObject({
      pending: { kind: 'decision-pending', runId: '1' },
    });
  });
});
