import { describe, expect, it } from 'vitest';

import type { Entry } from '../../src/model/entry.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { StepId } from '../../src/model/step.ts';
import { locate } from '../../src/plan/locate.ts';
import { FINISHED as F, SAMPLE_FACTS, START as S, withFiles, type FileState } from '../support/sample-facts.ts';
import { journalUntil, samplePlan, TORN, type LastStep } from '../support/sample-journal.ts';

const { three } = SAMPLE_FACTS;
const frozen = samplePlan(three, 'rotate-keys');
const PLAN: Plan = { ...frozen, course: { ...frozen.course, freezeWrites: true, earlyRoll: true } };
/** The leader rewrites. */
const W = TORN.rotateKeysActive;
/** A follower that started meanwhile. */
const B = TORN.rotateKeys;
const ACTIVE: Entry = { at: 'reencrypt_active', rewrite: 'drop-old' };

const ROWS: readonly [string, StepId, LastStep, readonly [FileState, FileState, FileState], Entry][] = [
  ['nothing restarted', 'seal-new-key', 'done', [W, S, S], ACTIVE],
  ['a restart was intended', 'restart:early:s2', 'intended', [W, S, S], ACTIVE],
  ['one follower has both keys', 'restart:early:s2', 'done', [W, B, S], ACTIVE],
  ['all have both keys, and writes are refused', 'loaded:early', 'done', [W, B, B], ACTIVE],
  ['it was allowing writes', 'allow-writes', 'intended', [W, B, B], ACTIVE],
  ['writes were allowed', 'allow-writes', 'done', [W, B, B], { ...ACTIVE, early: 'thawed' }],
  [
    'the rewrite ended before any restart',
    'seal-new-key',
    'done',
    [F, S, S],
    { at: 'reencrypt_finished', early: 'late' },
  ],
  [
    'the rewrite ended with one restart',
    'restart:early:s2',
    'done',
    [F, B, S],
    { at: 'reencrypt_finished', early: 'late' },
  ],
  ['one follower came too late', 'restart:early:s3', 'done', [F, B, F], { at: 'reencrypt_finished', early: 'late' }],
  ['the rewrite ended, and all came in time', 'restart:early:s3', 'done', [F, B, B], { at: 'reencrypt_finished' }],
  [
    'the last roll has begun after an early roll in time',
    'restart:reencrypt_finished:s2',
    'done',
    [F, F, B],
    { at: 'reencrypt_finished', early: 'thawed' },
  ],
];

describe('where a rotation with an early roll goes on', () => {
  it.each(ROWS)('given %s', (_, last, how, [s1, s2, s3], entry) => {
    const facts = withFiles(three, { s1, s2, s3 });
    expect(locate({ journal: journalUntil(PLAN, last, how), facts, units: {} })).toEqual({ ok: true, value: entry });
  });

  it('given the engine died with both keys in its file, is refused as before', () => {
    const facts = withFiles(three, { s1: B, s2: B, s3: S });
    expect(locate({ journal: journalUntil(PLAN, 'restart:early:s2'), facts, units: {} })).toMatchObject({
      ok: false,
      failure: { disagreement: 'crashed-rewrite' },
    });
  });
});
