import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import { createJournal } from '../../../src/apply/journal/journal.ts';
import { takeLocalLock } from '../../../src/apply/locks/local-lock.ts';
import { journalFile, localLockFile } from '../../../src/apply/runs/run-directory.ts';
import { lastRun, listRuns, unfinishedRun } from '../../../src/apply/runs/runs.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';

const INTENDED: JournalRecord = { kind: 'intended', step: 'snapshot-before', before: { kind: 'none' } };
const DONE: JournalRecord = { kind: 'run-ended', outcome: 'done' };

function stateDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-runs-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function run(state: string, runId: string, ...records: readonly JournalRecord[]): void {
  const journal = createJournal(journalFile(state, 'prod', runId), systemClock);
  if (!journal.ok) throw new Error('no journal');
  for (const record of records) journal.value.append(record);
  journal.value.close();
}

describe('the runs of a cluster', () => {
  it.for([
    ['no journal', (state: string) => mkdirSync(join(state, 'runs/prod/2'), { recursive: true })],
    ['an empty journal', (state: string) => run(state, '2')],
  ] as const)(
    'given a newest run with %s, when it is asked what is unfinished, then it never began and does not count',
    ([, begin], { expect }) => {
      const state = stateDirectory();
      run(state, '1', INTENDED, DONE);
      begin(state);
      expect(unfinishedRun(state, 'prod')).toEqual({ ok: true, value: undefined });
      const runs = listRuns(state);
      expect(runs.ok && runs.value.map(({ runId, outcome }) => [runId, outcome])).toEqual([
        ['1', 'done'],
        ['2', 'never-began'],
      ]);
      expect(lastRun(state, 'prod')).toMatchObject({ ok: true, value: { runId: '1', outcome: 'done' } });
    },
  );

  it('given a run that never began after one that is not finished, then the older one is to be resumed', ({
    expect,
  }) => {
    const state = stateDirectory();
    run(state, '1', INTENDED);
    mkdirSync(join(state, 'runs/prod/2'), { recursive: true });
    expect(unfinishedRun(state, 'prod')).toMatchObject({ ok: true, value: { runId: '1', changed: true } });
  });

  it('given no directory at all, then there are none', ({ expect }) => {
    expect(listRuns(stateDirectory())).toEqual({ ok: true, value: [] });
    expect(lastRun(stateDirectory(), 'prod')).toEqual({ ok: true, value: undefined });
  });

  it('given the lock is held, then the newest run that has not ended is running, and none when it is free again', ({
    expect,
  }) => {
    const state = stateDirectory();
    run(state, '1', INTENDED);
    run(state, '2', INTENDED);
    mkdirSync(join(state, 'runs/prod/3'), { recursive: true });
    const outcomes = (): unknown => {
      const runs = listRuns(state);
      return runs.ok && runs.value.map(({ outcome }) => outcome);
    };
    const lock = takeLocalLock(localLockFile(state, 'prod'), 'me@here', systemClock.now());
    expect(outcomes()).toEqual(['unfinished', 'running', 'never-began']);
    expect(lastRun(state, 'prod')).toMatchObject({ ok: true, value: { runId: '2', outcome: 'running' } });
    if (lock.ok) lock.value.release();
    expect(outcomes()).toEqual(['unfinished', 'unfinished', 'never-began']);
  });

  it('given a directory of runs that cannot be read, then that is a failure: an unfinished run may be in it', ({
    expect,
  }) => {
    const state = stateDirectory();
    writeFileSync(join(state, 'runs'), 'no directory');
    const failure = { kind: 'runs-unreadable', reason: 'ENOTDIR' };
    expect(listRuns(state)).toMatchObject({ ok: false, failure });
    expect(lastRun(state, 'prod')).toMatchObject({ ok: false, failure });
    expect(unfinishedRun(state, 'prod')).toMatchObject({ ok: false, failure });
  });

  it('given a journal that cannot be read, then that is no run that never began', ({ expect }) => {
    const state = stateDirectory();
    mkdirSync(join(state, 'runs/prod/1/journal.ndjson'), { recursive: true });
    expect(unfinishedRun(state, 'prod')).toMatchObject({ ok: false, failure: { kind: 'journal-corrupt' } });
  });
});
