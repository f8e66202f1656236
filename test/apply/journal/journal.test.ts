import fs, { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import { adoptJournal, createJournal, readJournal, reopenJournal } from '../../../src/apply/journal/journal.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';

const SNAPSHOT: JournalRecord = { kind: 'intended', step: 'snapshot-before', before: { kind: 'none' } };
const DONE: JournalRecord = { kind: 'done', step: 'snapshot-before', evidence: { snapshot: 'one', bytes: 3 } };

function journalFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'keyturn-journal-')), 'run', 'journal.ndjson');
}

/** The journal with a field of a later release in its last line. The chain is whole. */
function withNewField(file: string, into: (line: Record<string, unknown>) => unknown): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  Object.assign(into(last) as object, { ofLater: { what: 'only a later release knows' } });
  writeFileSync(file, `${[...lines.slice(0, -1), JSON.stringify(last)].join('\n')}\n`);
  return file;
}

function written(...records: readonly JournalRecord[]): string {
  const file = journalFile();
  const journal = createJournal(file, systemClock);
  if (!journal.ok) throw new Error('no journal');
  for (const record of records) journal.value.append(record);
  journal.value.close();
  return file;
}

describe('the journal of a run', () => {
  it('given a new one, when lines are appended, then they are read back in order and only the owner may read them', ({
    expect,
  }) => {
    const file = written(SNAPSHOT, DONE);

    const content = readJournal(file);

    expect(content.ok && content.value.lines.map(({ record }) => record)).toEqual([SNAPSHOT, DONE]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('given directories made for it, when it is created, then every directory with a new entry is synced', ({
    expect,
  }) => {
    const top = mkdtempSync(join(tmpdir(), 'keyturn-journal-'));
    const synced: string[] = [];
    const real = fs.fsyncSync;
    fs.fsyncSync = (descriptor) => {
      synced.push(fs.readlinkSync(`/proc/self/fd/${descriptor}`));
      real(descriptor);
    };
    syncBuiltinESMExports();
    onTestFinished(() => {
      fs.fsyncSync = real;
      syncBuiltinESMExports();
    });

    expect(createJournal(join(top, 'runs', 'prod', '1', 'journal.ndjson'), systemClock).ok).toBe(true);
    expect(synced).toEqual(['runs/prod/1', 'runs/prod', 'runs', ''].map((name) => join(top, name).replace(/\/$/, '')));

    synced.length = 0;
    expect(createJournal(join(top, 'runs', 'prod', '2', 'journal.ndjson'), systemClock).ok).toBe(true);
    expect(synced).toEqual([join(top, 'runs/prod/2'), join(top, 'runs/prod')]);
  });

  it('given a last line that a crash cut, when it is reopened, then the cut line is gone and the chain goes on', ({
    expect,
  }) => {
    const file = written(SNAPSHOT);
    appendFileSync(file, '{"sequence":1,"at":"2026');

    const journal = reopenJournal(file, systemClock);
    const appended = journal.ok && journal.value.append(DONE);

    expect(appended).toMatchObject({ ok: true });
    const content = readJournal(file);
    expect(content.ok && content.value.lines).toHaveLength(2);
  });

  it('given a line that was changed, when it is read, then it is corrupt and the line is named', ({ expect }) => {
    const file = written(SNAPSHOT, DONE, DONE);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"bytes":3', '"bytes":4'));

    expect(readJournal(file)).toMatchObject({ ok: false, failure: { kind: 'journal-corrupt', line: 3 } });
  });

  it('given a line that was taken out, when it is read, then it is corrupt', ({ expect }) => {
    const file = written(SNAPSHOT, DONE, DONE);
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], ...lines.slice(2)].join('\n'));

    expect(readJournal(file)).toMatchObject({ ok: false, failure: { kind: 'journal-corrupt', line: 2 } });
  });

  it('given a journal that is there already, when one is created in its place, then it fails and the old one stays', ({
    expect,
  }) => {
    const file = written(SNAPSHOT);

    expect(createJournal(file, systemClock)).toMatchObject({
      ok: false,
      failure: { kind: 'journal-unwritable', reason: 'EEXIST' },
    });
    const content = readJournal(file);
    expect(content.ok && content.value.lines).toHaveLength(1);
  });

  it('given the text of another machine and records of this one, when it is adopted, then the chain goes on, and nothing is written over', ({
    expect,
  }) => {
    const text = readFileSync(written(SNAPSHOT, DONE), 'utf8');
    const file = journalFile();
    const more = { lines: 2, records: [SNAPSHOT, DONE], clock: systemClock };
    const adopted = adoptJournal(file, text, more);
    const content = readJournal(file);
    const again = adoptJournal(file, text, more);
    writeFileSync(file, '');
    const overEmpty = adoptJournal(file, text, more);

    expect(adopted.ok).toBe(true);
    expect(content.ok && content.value.lines.map(({ record }) => record)).toEqual([SNAPSHOT, DONE, SNAPSHOT, DONE]);
    expect(again).toMatchObject({ ok: false, failure: { kind: 'journal-unwritable', reason: 'EEXIST' } });
    expect(overEmpty.ok).toBe(true);
    expect(readJournal(file).ok).toBe(true);
  });

  it('given a field of a later release, when it is read, then the rest of the line is read, but the run is left to that release', ({
    expect,
  }) => {
    const resumed: JournalRecord = { kind: 'run-resumed', entry: { at: 'rotate' }, pid: 1, version: '9.0.0' };
    const file = withNewField(written(SNAPSHOT, resumed, DONE), (line) => line['record']);

    const content = readJournal(file);
    const journal = reopenJournal(file, systemClock);

    expect(content.ok && content.value.lines.map(({ record }) => record)).toEqual([SNAPSHOT, resumed, DONE]);
    expect(journal).toEqual({
      ok: false,
      failure: { kind: 'journal-corrupt', file, line: 3, reason: 'unknown: record.ofLater', writtenBy: '9.0.0' },
    });
  });

  it('given a later release that saw more, when the run is resumed, then it goes on, because what was seen decides nothing', ({
    expect,
  }) => {
    const file = withNewField(written(SNAPSHOT, DONE), (line) => (line['seen'] = {}));

    const journal = reopenJournal(file, systemClock);

    expect(journal).toMatchObject({ ok: true, value: { lines: [{}, { record: DONE, seen: {} }] } });
  });

  it('given a record of a kind that came later, when it is read, then it is not called damaged, and its release is named', ({
    expect,
  }) => {
    const resumed: JournalRecord = { kind: 'run-resumed', entry: { at: 'rotate' }, pid: 1, version: '9.0.0' };
    const file = written(resumed, SNAPSHOT);
    const later = readFileSync(file, 'utf8').replace('"kind":"intended"', '"kind":"came-later"');
    writeFileSync(file, later);
    const moved = written(resumed, SNAPSHOT);
    writeFileSync(moved, later.replace('"sequence":1', '"sequence":2'));

    const failure = { kind: 'journal-corrupt', line: 2, writtenBy: '9.0.0' };
    expect(readJournal(file)).toMatchObject({ ok: false, failure });
    expect(readJournal(moved)).not.toMatchObject({ failure });
  });

  it('given an altered line with an unknown form and a line after it, when it is read, then no release is named', ({
    expect,
  }) => {
    const resumed: JournalRecord = { kind: 'run-resumed', entry: { at: 'rotate' }, pid: 1, version: '9.0.0' };
    const file = written(resumed, SNAPSHOT, DONE);
    const altered = readFileSync(file, 'utf8').replace('"kind":"intended"', '"kind":"came-later"');
    writeFileSync(file, altered);

    const read = readJournal(file);

    expect(read).toMatchObject({ ok: false, failure: { kind: 'journal-corrupt', line: 2 } });
    expect(read).not.toMatchObject({ failure: { writtenBy: '9.0.0' } });
  });
});
