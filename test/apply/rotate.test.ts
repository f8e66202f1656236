import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import { createJournal } from '../../src/apply/journal/journal.ts';
import type { RotateOptions } from '../../src/apply/rotate-options.ts';
import { resumeOrBegin } from '../../src/apply/rotate.ts';
import { journalFile } from '../../src/apply/runs/run-directory.ts';
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
function chosen(...records: readonly JournalRecord[]): ReturnType<typeof resumeOrBegin> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'keyturn-ensure-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true }));
  const journal = createJournal(journalFile(stateDirectory, 'prod', '1'), systemClock);
  if (!journal.ok) throw new Error('no journal');
  for (const record of [BEGUN, ...records]) journal.value.append(record);
  journal.value.close();
  // The choice reads these fields alone.
  return resumeOrBegin({ stateDirectory, cluster: { name: 'prod' }, resume: false } as RotateOptions);
}

describe('the choice of ensure', () => {
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
    expect(chosen(...records)).toMatchObject({ ok: true, value: { resume } });
  });

  it('given a run that stopped for a person, decides nothing in the place of the person', ({ expect }) => {
    const ended: JournalRecord = { kind: 'run-ended', outcome: 'stopped-for-a-person' };
    expect(chosen(INTENDED, FAILED, ended)).toMatchObject({
      ok: false,
      failure: { kind: 'decision-pending', runId: '1' },
    });
  });
});
