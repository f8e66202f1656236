import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';

import { createJournal, readJournal } from '../../../src/apply/journal/journal.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';
import { SAMPLE_FACTS } from '../../support/sample-facts.ts';
import { samplePlan } from '../../support/sample-journal.ts';

const RECORDS: readonly JournalRecord[] = [
  {
    kind: 'run-started',
    runId: '20261124T021500123Z-1a2b3c4d5e6f',
    version: '0.1.0',
    operator: 'ops',
    plan: samplePlan(SAMPLE_FACTS.three, 'staged'),
  },
  { kind: 'intended', step: 'command:prepare', before: { kind: 'none' } },
  { kind: 'done', step: 'command:prepare', evidence: { exitCode: 0, stage: 'prepare' } },
  {
    kind: 'counted',
    census: { revision: '7', total: 12, byKey: { 'aescbc/aescbckey': 12 }, plaintext: 0, unknown: 0 },
  },
  { kind: 'run-ended', outcome: 'stopped-resumable' },
];

describe('a journal that somebody edited', () => {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-edited-'));
  const file = join(directory, 'run', 'journal.ndjson');
  let lines: readonly string[] = [];

  beforeAll(() => {
    const journal = createJournal(file, systemClock);
    if (!journal.ok) throw new Error(journal.failure.kind);
    for (const record of RECORDS) journal.value.append(record);
    journal.value.close();
    lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function read(written: readonly string[]): ReturnType<typeof readJournal> {
    writeFileSync(file, `${written.join('\n')}\n`);
    return readJournal(file);
  }

  it('given no edit, is read', ({ expect }) => {
    const journal = read(lines);
    expect(journal.ok && journal.value.lines.map(({ record }) => record.kind)).toEqual(RECORDS.map(({ kind }) => kind));
  });

  it('given any character of any line but the last changed, removed or added, is refused', ({ expect }) => {
    const edits = fc.constantFrom(
      (line: string, at: number) => line.slice(0, at) + line.slice(at + 1),
      (line: string, at: number, other: string) => line.slice(0, at) + other + line.slice(at + 1),
      (line: string, at: number, other: string) => line.slice(0, at) + other + line.slice(at),
    );
    // What the chain says of a line is said by the line after it.
    const anyLine = fc.nat({ max: RECORDS.length - 2 });
    fc.assert(
      fc.property(
        anyLine,
        fc.nat(),
        edits,
        fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 3 }),
        (index, place, edit, other) => {
          const line = lines[index] ?? '';
          const changed = edit(line, place % line.length, other);
          fc.pre(changed !== line);
          expect(read(lines.with(index, changed))).toMatchObject({ ok: false, failure: { kind: 'journal-corrupt' } });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('given lines in another order, twice, or one less in the middle, is refused', ({ expect }) => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...lines, ...lines], { minLength: 1 }), (written) => {
        // Lines that are missing at the end are found by the look at the cluster, and not by the chain.
        fc.pre(written.some((line, index) => line !== lines[index]));
        expect(read(written)).toMatchObject({ ok: false, failure: { kind: 'journal-corrupt' } });
      }),
      { numRuns: 200 },
    );
  });
});
