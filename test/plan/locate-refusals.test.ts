import { describe, expect, it } from 'vitest';

import type { Disagreement } from '../../src/model/failures/run.ts';
import type { ClusterFacts } from '../../src/model/facts.ts';
import type { JournalRecord } from '../../src/model/journal.ts';
import type { StepId } from '../../src/model/step.ts';
import { locate, type LocateInput } from '../../src/plan/locate.ts';
import {
  FINISHED as F,
  OLD_KEY,
  NEW_KEY,
  PREPARED as P,
  REWRITING as W,
  ROTATED as R,
  SAMPLE_FACTS,
  START as S,
  withFiles,
  withServer,
  type FileState,
} from '../support/sample-facts.ts';
import { journalLines, journalUntil, samplePlan, TORN } from '../support/sample-journal.ts';

type Row = readonly [
  string,
  StepId,
  'intended' | 'done',
  readonly [FileState, FileState, FileState],
  LocateInput['units'],
  Disagreement,
];
type SingleRow = readonly [string, StepId, FileState, LocateInput['units'], Disagreement];

const { one, three, five } = SAMPLE_FACTS;
const STAGED = samplePlan(three, 'staged');
const OTHER_KEY = { provider: 'aescbc', name: 'aescbckey-2026-01-01T00:00:00Z' } as const;
const twoNew: FileState = { ...P, keys: [OLD_KEY, NEW_KEY, OTHER_KEY] };
const otherKind: FileState = { ...P, keys: [OLD_KEY, { provider: 'secretbox', name: 'x' }] };
const otherNew: FileState = { ...P, keys: [OLD_KEY, OTHER_KEY] };
const twoKeysAtStart: FileState = { ...R, stage: 'start' };

const ROWS: readonly Row[] = [
  ['prepare is done and its key is gone', 'command:prepare', 'done', [S, S, S], {}, 'stage-went-back'],
  [
    'prepare succeeded without a trace',
    'command:prepare',
    'intended',
    [S, S, S],
    { prepare: 'succeeded' },
    'stage-went-back',
  ],
  ['rotate is done and the old key writes', 'command:rotate', 'done', [P, P, P], {}, 'stage-went-back'],
  ['the old key is back after the rewrite', 'rewrite-finished', 'done', [R, R, R], {}, 'stage-went-back'],
  ['somebody rotated before us', 'command:prepare', 'done', [R, P, P], {}, 'stage-beyond-journal'],
  ['somebody rewrites before us', 'command:rotate', 'done', [W, R, R], {}, 'stage-beyond-journal'],
  ['somebody rewrote before us', 'command:rotate', 'done', [F, R, R], {}, 'stage-beyond-journal'],
  ['prepare died between its two files', 'command:prepare', 'intended', [TORN.prepare, S, S], {}, 'crashed-rewrite'],
  ['the rewrite died', 'command:reencrypt', 'intended', [R, R, R], { reencrypt: 'succeeded' }, 'crashed-rewrite'],
  ['the leader died dropping the old key', 'command:reencrypt', 'done', [TORN.dropping, R, R], {}, 'crashed-rewrite'],
  ['a key nobody asked for', 'seal:s1', 'done', [P, S, S], {}, 'unknown-key'],
  ['three keys', 'command:prepare', 'intended', [twoNew, S, S], {}, 'unknown-key'],
  ['a key of another kind', 'command:prepare', 'intended', [otherKind, S, S], {}, 'unknown-key'],
  ['a follower with a key of its own', 'command:prepare', 'done', [P, otherNew, S], {}, 'stages-inconsistent'],
  ['a follower ahead of the leader', 'command:rotate', 'intended', [P, R, P], {}, 'stages-inconsistent'],
  ['a follower two rolls behind', 'command:rotate', 'done', [R, S, P], {}, 'stages-inconsistent'],
  ['a follower that writes with the old key', 'command:reencrypt', 'done', [W, P, R], {}, 'stages-inconsistent'],
  ['a follower torn by a crash', 'restart:prepare:s2', 'intended', [P, TORN.prepare, S], {}, 'stages-inconsistent'],
  ['a stage that has one key, with two', 'command:rotate', 'done', [twoKeysAtStart, P, P], {}, 'stages-inconsistent'],
  ['a rewrite of the old file', 'command:reencrypt', 'done', [TORN.announced, R, R], {}, 'stages-inconsistent'],
  ['rotate at work', 'command:rotate', 'intended', [P, P, P], { rotate: 'running' }, 'command-still-running'],
  ['reencrypt at work', 'command:reencrypt', 'intended', [R, R, R], { reencrypt: 'running' }, 'command-still-running'],
  ['a command nobody intended', 'seal:s1', 'done', [S, S, S], { prepare: 'running' }, 'command-still-running'],
];

const SINGLE_STAGED: readonly SingleRow[] = [
  ['--skip was asked for and the old key is dropped', 'command:reencrypt-skip', F, {}, 'stage-beyond-journal'],
  [
    'a kept rewrite that lost its old key half-way',
    'command:reencrypt-skip',
    TORN.droppingActive,
    {},
    'crashed-rewrite',
  ],
];

const SINGLE_KEYS: readonly SingleRow[] = [
  ['rotate-keys is done and nothing changed', 'command:rotate-keys', S, {}, 'stage-went-back'],
];

const ELSEWHERE: readonly (readonly [string, ClusterFacts, Disagreement])[] = [
  ['a server more', five, 'servers-changed'],
  ['other roles', withServer(three, 's2', { roles: ['etcd'] }), 'servers-changed'],
  [
    'an etcd member less',
    { ...three, etcd: { ...three.etcd, members: three.etcd.members.slice(1) } },
    'servers-changed',
  ],
  ['no answer from etcd', { ...three, etcd: { ...three.etcd, members: [] } }, 'servers-changed'],
  [
    'a server Node that nobody planned',
    { ...three, nodes: [...three.nodes, ...five.nodes.filter(({ name }) => name === 's4')] },
    'servers-changed',
  ],
  [
    'Secrets under a key that no server has',
    { ...three, census: { ...three.census, byKey: { ...three.census.byKey, 'aescbc/gone': 3 } } },
    'key-missing',
  ],
  ['another version', withServer(three, 's2', { binaryVersion: 'v1.99.0+rke2r1' }), 'servers-changed'],
  ['another Node under the same name', withServer(three, 's2', { nodeName: 'other' }), 'servers-changed'],
  ['no encryption file', withServer(three, 's1', { encryption: undefined }), 'stages-inconsistent'],
];

/** What a refusal says; a refusal without evidence is none. */
function refusalOf(found: ReturnType<typeof locate>): Disagreement | undefined {
  const failure = found.ok ? undefined : found.failure;
  return failure?.kind === 'journal-disagrees' && failure.evidence.length > 0 ? failure.disagreement : undefined;
}

describe('a cluster that contradicts its journal', () => {
  it.each(ROWS)('given %s, is refused with what was seen', (_, last, how, [s1, s2, s3], units, disagreement) => {
    const facts = withFiles(three, { s1, s2, s3 });
    expect(refusalOf(locate({ journal: journalUntil(STAGED, last, how), facts, units }))).toBe(disagreement);
  });

  it.each(SINGLE_STAGED)('given one server and %s, is refused', (_, last, s1, units, disagreement) => {
    const journal = journalUntil(samplePlan(one, 'staged'), last);
    expect(refusalOf(locate({ journal, facts: withFiles(one, { s1 }), units }))).toBe(disagreement);
  });

  it.each(SINGLE_KEYS)('given %s, is refused', (_, last, s1, units, disagreement) => {
    const journal = journalUntil(samplePlan(one, 'rotate-keys'), last);
    expect(refusalOf(locate({ journal, facts: withFiles(one, { s1 }), units }))).toBe(disagreement);
  });

  it.each(ELSEWHERE)('given %s, is refused', (_, facts, disagreement) => {
    expect(refusalOf(locate({ journal: journalUntil(STAGED, 'seal:s1'), facts, units: {} }))).toBe(disagreement);
  });

  it('given a journal that names the new key, refuses any other one', () => {
    const done: JournalRecord = { kind: 'done', step: 'command:prepare', evidence: { newKey: OTHER_KEY.name } };
    const journal = [...journalUntil(STAGED, 'command:prepare', 'intended'), ...journalLines([done])];
    expect(refusalOf(locate({ journal, facts: withFiles(three, { s1: P }), units: {} }))).toBe('unknown-key');
    const own = withFiles(three, { s1: otherNew });
    expect(locate({ journal, facts: own, units: {} })).toEqual({ ok: true, value: { at: 'prepare' } });
  });
});

describe('a journal in which there is nothing to resume', () => {
  it('given no line, or a first line that is no run', () => {
    for (const journal of [[], journalLines([{ kind: 'run-ended', outcome: 'refused' }])]) {
      expect(locate({ journal, facts: three, units: {} })).toMatchObject({ failure: { kind: 'nothing-to-resume' } });
    }
  });

  it('given a run that is done; one that was interrupted goes on', () => {
    const facts = withFiles(three, { s1: F, s2: F, s3: F });
    const ended = (outcome: 'done' | 'interrupted') => [
      ...journalUntil(STAGED, 'clean-up'),
      ...journalLines([{ kind: 'run-ended', outcome }]),
    ];
    expect(locate({ journal: ended('done'), facts, units: {} })).toMatchObject({
      failure: { kind: 'nothing-to-resume' },
    });
    expect(locate({ journal: ended('interrupted'), facts, units: {} })).toMatchObject({ ok: true });
  });
});
