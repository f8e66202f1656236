import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, it } from 'vitest';

import { createJournal, readJournal, reopenJournal } from '../../../src/apply/journal/journal.ts';
import { untrusted } from '../../../src/apply/journal/trusted-entry.ts';
import { takeLocalLock } from '../../../src/apply/locks/local-lock.ts';
import { clustersWithRuns, journalFile, localLockFile, runIds } from '../../../src/apply/runs/run-directory.ts';
import { unfinishedRun } from '../../../src/apply/runs/runs.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';

const OTHER = 12_345;
const LINK = { ok: false, failure: { kind: 'state-untrusted', problem: 'symbolic-link' } };
const FOREIGN = { ok: false, failure: { kind: 'state-untrusted', problem: 'foreign-owner' } };

describe('the state directory', () => {
  let state = '';
  beforeEach(() => {
    state = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-state-')));
    const journal = createJournal(journalFile(state, 'prod', 'run-1'), systemClock);
    if (!journal.ok) throw new Error(journal.failure.kind);
    journal.value.append({ kind: 'run-ended', outcome: 'done' });
    journal.value.close();
  });
  afterEach(() => rmSync(state, { recursive: true }));

  /** The entry is elsewhere, and a link leads there. */
  function replaceByLink(path: string): void {
    const elsewhere = join(state, 'elsewhere');
    renameSync(path, elsewhere);
    symlinkSync(elsewhere, path);
  }

  it('given what keyturn made, is believed', ({ expect }) => {
    expect(runIds(state, 'prod')).toEqual({ ok: true, value: ['run-1'] });
    expect(readJournal(journalFile(state, 'prod', 'run-1'))).toMatchObject({ ok: true });
    expect(takeLocalLock(localLockFile(state, 'prod'), 'ops', 0)).toMatchObject({ ok: true });
  });

  it('given that it is a link itself, is believed, because the operator may put it where there is room', ({
    expect,
  }) => {
    const link = `${state}-link`;
    symlinkSync(state, link);
    expect(runIds(link, 'prod')).toEqual({ ok: true, value: ['run-1'] });
    expect(takeLocalLock(localLockFile(link, 'prod'), 'ops', 0)).toMatchObject({ ok: true });
    rmSync(link);
  });

  it.for([
    ['runs', 'runs'],
    ['the runs of a cluster', 'runs/prod'],
    ['a run', 'runs/prod/run-1'],
  ] as const)('given a link in the place of %s, is refused, and no run is taken for absent', ([, path], { expect }) => {
    replaceByLink(join(state, path));
    expect(unfinishedRun(state, 'prod')).toMatchObject(LINK);
  });

  it('given a link in the place of a journal, neither reads it nor writes to it', ({ expect }) => {
    const journal = journalFile(state, 'prod', 'run-1');
    replaceByLink(journal);
    expect(readJournal(journal)).toMatchObject(LINK);
    expect(reopenJournal(journal, systemClock)).toMatchObject(LINK);
  });

  it('given a link in the place of the locks, or of a lock, takes no lock', ({ expect }) => {
    const lock = localLockFile(state, 'prod');
    mkdirSync(dirname(lock));
    writeFileSync(lock, '{}');
    replaceByLink(lock);
    expect(takeLocalLock(lock, 'ops', 0)).toMatchObject(LINK);
    rmSync(dirname(lock), { recursive: true });
    symlinkSync(state, dirname(lock));
    expect(takeLocalLock(lock, 'ops', 0)).toMatchObject(LINK);
  });

  it.for(['.', 'runs', 'runs/prod', 'runs/prod/run-1', 'runs/prod/run-1/journal.ndjson'])(
    'given another owner of %s, says so for each entry below',
    (path, { expect }) => {
      const journal = journalFile(state, 'prod', 'run-1');
      // As root the test can give a file away. Otherwise keyturn is said to be another user than the owner of all of them.
      const isRoot = process.getuid?.() === 0;
      if (isRoot) chownSync(join(state, path), OTHER, OTHER);
      expect(isRoot ? untrusted(journal, 4) : untrusted(journal, 4, OTHER)).toMatchObject(FOREIGN);
    },
  );

  it('given another owner of the runs of a cluster, lists no runs', ({ expect, skip }) => {
    skip(process.getuid?.() !== 0, 'only root can give a file away');
    chownSync(join(state, 'runs/prod'), OTHER, OTHER);
    expect(clustersWithRuns(state)).toEqual({ ok: true, value: ['prod'] });
    expect(runIds(state, 'prod')).toEqual({
      ok: false,
      failure: { kind: 'state-untrusted', path: join(state, 'runs/prod'), problem: 'foreign-owner', owner: OTHER },
    });
  });

  it('given an entry of root, is believed by every user, because root can write everything', ({ expect }) => {
    expect(untrusted('/etc', 1, OTHER)).toBeUndefined();
  });
});
