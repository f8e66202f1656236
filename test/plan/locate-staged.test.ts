import { describe, expect, it } from 'vitest';

import type { Entry } from '../../src/model/entry.ts';
import type { JournalRecord } from '../../src/model/journal.ts';
import type { StepId } from '../../src/model/step.ts';
import { locate, type LocateInput } from '../../src/plan/locate.ts';
import {
  FINISHED as F,
  PREPARED as P,
  REWRITING as W,
  ROTATED as R,
  SAMPLE_FACTS,
  START as S,
  withFiles,
  type FileState,
} from '../support/sample-facts.ts';
import { journalLines, journalUntil, samplePlan, TORN, type LastStep } from '../support/sample-journal.ts';

type Row = readonly [
  string,
  StepId | 'nothing',
  LastStep,
  readonly [FileState, FileState, FileState],
  LocateInput['units'],
  Entry,
];

const PLAN = samplePlan(SAMPLE_FACTS.three, 'staged');
const start: Entry = { at: 'start' };
const prepare: Entry = { at: 'prepare' };
const rotate: Entry = { at: 'rotate' };
const active: Entry = { at: 'reencrypt_active', rewrite: 'drop-old' };
const finished: Entry = { at: 'reencrypt_finished' };
const requested: FileState = { ...R, live: 'reencrypt_request' };

const ROWS: readonly Row[] = [
  ['before anything', 'nothing', 'done', [S, S, S], {}, start],
  ['after sealing', 'seal:s3', 'done', [S, S, S], {}, start],
  ['prepare intended and never sent', 'command:prepare', 'intended', [S, S, S], {}, start],
  ['prepare sent a moment ago', 'command:prepare', 'intended', [S, S, S], { prepare: 'running' }, start],
  ['prepare refused', 'command:prepare', 'failed', [S, S, S], { prepare: 'failed' }, start],
  ['prepare half-way, at work', 'command:prepare', 'intended', [TORN.prepare, S, S], { prepare: 'running' }, start],
  ['prepare took effect, unjournalled', 'command:prepare', 'intended', [P, S, S], { prepare: 'succeeded' }, prepare],
  ['prepare took effect, client failed', 'command:prepare', 'failed', [P, S, S], { prepare: 'failed' }, prepare],
  ['in the first roll', 'restart:prepare:s2', 'intended', [P, P, S], {}, prepare],
  ['rotate intended and never sent', 'command:rotate', 'intended', [P, P, P], {}, prepare],
  ['rotate took effect', 'command:rotate', 'intended', [R, P, P], { rotate: 'succeeded' }, rotate],
  ['in the second roll', 'restart:rotate:s3', 'intended', [R, R, P], {}, rotate],
  ['reencrypt intended and never sent', 'command:reencrypt', 'intended', [R, R, R], {}, rotate],
  ['reencrypt refused', 'command:reencrypt', 'failed', [R, R, R], { reencrypt: 'failed' }, rotate],
  ['Secrets being rewritten', 'command:reencrypt', 'intended', [W, R, R], { reencrypt: 'succeeded' }, active],
  ['an older release about to rewrite', 'command:reencrypt', 'done', [requested, R, R], {}, active],
  ['the old key being dropped', 'command:reencrypt', 'done', [TORN.droppingActive, R, R], {}, active],
  ['rewritten, nobody looked', 'command:reencrypt', 'intended', [F, R, R], { reencrypt: 'succeeded' }, finished],
  ['in the last roll', 'restart:reencrypt_finished:s2', 'intended', [F, F, R], {}, finished],
  ['before the last steps', 'prove', 'done', [F, F, F], {}, finished],
];

describe('a staged run with several control-plane servers that is resumed', () => {
  it.each(ROWS)('given %s, goes on where the cluster is', (_, last, how, [s1, s2, s3], units, entry) => {
    const facts = withFiles(SAMPLE_FACTS.three, { s1, s2, s3 });
    expect(locate({ journal: journalUntil(PLAN, last, how), facts, units })).toEqual({ ok: true, value: entry });
  });
});

describe('a rewrite whose service was started again', () => {
  const service = SAMPLE_FACTS.three.servers.find(({ name }) => name === PLAN.leader)?.unit.invocationId ?? '';
  const before = journalUntil(PLAN, 'restart:rotate:s3');
  const intended = (serviceInvocation: string): JournalRecord => ({
    kind: 'intended',
    step: 'command:reencrypt',
    before: { kind: 'transient-unit', name: 'unit', serviceInvocation, bootstrapRevision: 5 },
  });
  const done: JournalRecord = { kind: 'done', step: 'command:reencrypt', evidence: {} };
  const facts = withFiles(SAMPLE_FACTS.three, { s1: R, s2: R, s3: R });
  const units: LocateInput['units'] = { reencrypt: 'succeeded' };

  it.each([
    ['nobody saw it begin', [intended('another')]],
    ['it was seen to begin', [intended('another'), done]],
    ['it was sent twice, each time to a service that is gone', [intended('one'), done, intended('another'), done]],
  ])('given both keys everywhere and %s, goes back before the command', (_, records) => {
    const journal = [...before, ...journalLines(records)];
    expect(locate({ journal, facts, units })).toEqual({ ok: true, value: rotate });
  });

  it.each([
    ['took it', [intended(service), done]],
    ['took it the second time', [intended('another'), done, intended(service), done]],
  ])('given the service that %s still runs, refuses: a person must look', (_, records) => {
    const journal = [...before, ...journalLines(records)];
    expect(locate({ journal, facts, units })).toMatchObject({ failure: { disagreement: 'crashed-rewrite' } });
  });
});

describe('a rewrite that was to be sent again and was not', () => {
  const before = journalUntil(PLAN, 'restart:rotate:s3');
  const facts = withFiles(SAMPLE_FACTS.three, { s1: R, s2: R, s3: R });
  const service = SAMPLE_FACTS.three.servers.find(({ name }) => name === PLAN.leader)?.unit.invocationId ?? '';
  const intended = (serviceInvocation: string): JournalRecord => ({
    kind: 'intended',
    step: 'command:reencrypt',
    before: { kind: 'transient-unit', name: 'unit', serviceInvocation, bootstrapRevision: 5 },
  });
  const done: JournalRecord = { kind: 'done', step: 'command:reencrypt', evidence: {} };
  const refused: JournalRecord = {
    kind: 'failed',
    step: 'command:reencrypt',
    failure: {
      kind: 'stage-command-refused',
      server: 's1',
      command: 'reencrypt',
      errorId: undefined,
      cause: 'another reencrypt is already active',
    },
  };

  it.each<readonly [string, readonly JournalRecord[], LocateInput['units']]>([
    ['the process died before it was sent', [intended('another'), done, intended(service)], {}],
    ['the engine refused it', [intended('another'), done, intended(service), refused], { reencrypt: 'failed' }],
  ])('given %s, goes back before the command', (_, records, units) => {
    const journal = [...before, ...journalLines(records)];
    expect(locate({ journal, facts, units })).toEqual({ ok: true, value: rotate });
  });
});

describe('every kill point of a staged run', () => {
  const EFFECTS: readonly (readonly [StepId, FileState])[] = [
    ['command:prepare', P],
    ['command:rotate', R],
    ['command:reencrypt', W],
    ['rewrite-finished', F],
  ];
  const ROLLED: readonly (readonly [string, FileState])[] = [
    ['prepare', P],
    ['rotate', R],
    ['reencrypt_finished', F],
  ];

  it.each([
    ['several control-plane servers', SAMPLE_FACTS.three],
    ['one control-plane server', SAMPLE_FACTS.one],
    ['etcd-only servers', SAMPLE_FACTS.split],
    ['five servers', SAMPLE_FACTS.five],
  ] as const)('given %s, has an entry from which nothing that is done is lost', (_, facts) => {
    const plan = samplePlan(facts, 'staged');
    const ids = plan.steps.map(({ id }) => id);
    for (const [index, step] of ids.entries()) {
      for (const how of ['intended', 'done'] as const) {
        const happened = (id: string): boolean => {
          const position = ids.findIndex((one) => one === id);
          return position !== -1 && (position < index || (position === index && how === 'done'));
        };
        const states = plan.course.order
          .filter(({ part }) => part !== 'etcd-only')
          .map(({ name, part }): [string, FileState] => {
            const table = part === 'leader' ? EFFECTS : ROLLED;
            const key = (id: string): string => (part === 'leader' ? id : `restart:${id}:${name}`);
            return [name, table.reduce((state, [id, next]) => (happened(key(id)) ? next : state), S)];
          });
        const seen = withFiles(facts, Object.fromEntries(states));
        const found = locate({ journal: journalUntil(plan, step, how), facts: seen, units: {} });
        expect([step, how, found]).toEqual([step, how, { ok: true, value: expect.anything() }]);
        const entry = found.ok ? found.value.at : undefined;
        expect([step, how, entry === 'start']).toEqual([step, how, !happened('command:prepare')]);
        expect([step, how, entry === 'reencrypt_finished']).toEqual([step, how, happened('rewrite-finished')]);
      }
    }
  });
});
