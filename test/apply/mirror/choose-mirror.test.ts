import { describe, it } from 'vitest';

import { FIRST_PREVIOUS, hashOf, parseJournal } from '../../../src/apply/journal/parse-journal.ts';
import { compareChains } from '../../../src/apply/mirror/beyond-journal.ts';
import { chooseMirror, type ReadMirror } from '../../../src/apply/mirror/choose-mirror.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';
import { jsonText } from '../../../src/model/json-text.ts';
import { SAMPLE_FACTS } from '../../support/sample-facts.ts';
import { samplePlan } from '../../support/sample-journal.ts';

const PLAN = samplePlan(SAMPLE_FACTS.three, 'staged');
const CLUSTER = { name: PLAN.cluster, distribution: PLAN.distribution };
const RUN = `20261124T021500123Z-${PLAN.id}`;
const NEWER = `20261125T021500123Z-${PLAN.id}`;

function started(runId = RUN): JournalRecord {
  return { kind: 'run-started', runId, version: '0', operator: 'ops@bastion', plan: PLAN };
}
const INTENDED: JournalRecord = { kind: 'intended', step: 'command:prepare', before: { kind: 'none' } };
const DONE: JournalRecord = { kind: 'done', step: 'command:prepare', evidence: {} };
const FAILED: JournalRecord = { ...DONE, evidence: { other: 'machine' } };
const ENDED: JournalRecord = { kind: 'run-ended', outcome: 'done' };

/** The text of a journal with these records. */
function textOf(records: readonly JournalRecord[]): string {
  let previous = FIRST_PREVIOUS;
  return records
    .map((record, sequence) => {
      const raw = jsonText({ sequence, at: '2026-11-24T02:15:00.000Z', previous, record });
      previous = hashOf(raw);
      return `${raw}\n`;
    })
    .join('');
}

function mirror(text: string, more: Partial<ReadMirror> = {}): ReadMirror {
  const extent = { bytes: Buffer.byteLength(text), sha256: hashOf(text) };
  return { server: PLAN.leader, file: '/mirror', runId: RUN, extent, text, content: parseJournal(text), ...more };
}

const SHORT = textOf([started(), INTENDED]);
const LONG = textOf([started(), INTENDED, DONE]);

describe('the choice among the mirrors of the servers', () => {
  it.for<readonly [string, readonly ReadMirror[], object | undefined]>([
    ['no mirror', [], undefined],
    ['one that a full disk left empty', [mirror('')], undefined],
    ['one of an unfinished run', [mirror(SHORT)], { runId: RUN, lines: { length: 2 } }],
    ['a longer one', [mirror(SHORT), mirror(LONG), mirror(SHORT)], { lines: { length: 3 } }],
    ['a damaged one beside a sound one', [mirror('{}\n'), mirror(SHORT)], { lines: { length: 2 } }],
    ['a last line that was cut', [mirror(LONG.slice(0, -9))], { lines: { length: 2 }, validBytes: SHORT.length }],
    ['a run that is over', [mirror(textOf([started(), INTENDED, ENDED]))], undefined],
    [
      'an older unfinished run beside a newer one that is over',
      [mirror(SHORT), mirror(textOf([started(NEWER), INTENDED, ENDED]), { runId: NEWER })],
      undefined,
    ],
  ])('given %s, takes the newest run and its longest sound chain', ([, mirrors, chosen], { expect }) => {
    const made = chooseMirror(mirrors, CLUSTER);
    expect(made.ok).toBe(true);
    if (!made.ok) return;
    if (chosen === undefined) expect(made.value).toBeUndefined();
    else expect(made.value).toMatchObject(chosen);
  });

  it.for<readonly [string, ReadMirror, number, RegExp]>([
    [
      'a changed line',
      mirror(LONG.replace('"command:prepare","before"', '"command:rotate","before"')),
      3,
      /hash chain/,
    ],
    ['a line that is missing', mirror(LONG.replace(/\n[^\n]*\n/, '\n')), 2, /hash chain/],
    ['a line that is no journal line', mirror(`${SHORT}{"sequence":2}\n`), 3, /record/],
    ['no first line', mirror(textOf([INTENDED])), 1, /run-started/],
    ['the name of another run', mirror(SHORT, { runId: NEWER }), 1, /another than in the name/],
    ['the plan of another run', mirror(textOf([started('x')]), { runId: 'x' }), 1, /plan is another/],
    ['a place on another server', mirror(SHORT, { server: 's9' }), 1, /leader/],
  ])('given only %s, fails and names the line', ([, only, line, reason], { expect }) => {
    const made = chooseMirror([only], CLUSTER);
    expect(made).toMatchObject({
      ok: false,
      failure: { kind: 'mirror-corrupt', server: only.server, line, reason: expect.stringMatching(reason) },
    });
  });

  it('given the journal of another cluster, fails', ({ expect }) => {
    expect(chooseMirror([mirror(SHORT)], { ...CLUSTER, name: 'other' })).toMatchObject({
      ok: false,
      failure: { kind: 'mirror-corrupt', line: 1, reason: 'the plan is of another cluster' },
    });
  });
});

describe('a journal here beside its mirror', () => {
  it.for<readonly [string, string, string, 'longer' | 'differs' | undefined]>([
    ['the same lines', LONG, LONG, undefined],
    ['a mirror that is behind', LONG, SHORT, undefined],
    ['a mirror with a cut last line', LONG, LONG.slice(0, -9), undefined],
    ['a mirror that goes on', SHORT, LONG, 'longer'],
    ['a mirror that goes on before its damage', SHORT, `${LONG}{}\n`, 'longer'],
    ['a mirror that is only damaged', LONG, `${SHORT}{}\n`, undefined],
    ['another line in its place', LONG, textOf([started(), INTENDED, FAILED]), 'differs'],
  ])('given %s, says whether another machine went on', ([, here, there, expected], { expect }) => {
    expect(compareChains(parseJournal(here), parseJournal(there))).toBe(expected);
  });
});
