import { describe, expect, it } from 'vitest';

import type { JournalRecord } from '../../src/model/journal.ts';
import { adopt } from '../../src/plan/adopt.ts';
import { locate } from '../../src/plan/locate.ts';
import {
  FINISHED as F,
  PREPARED as P,
  REWRITING as W,
  ROTATED as R,
  SAMPLE_FACTS,
  sampleCluster,
  START as S,
  withFiles,
  type FileState,
} from '../support/sample-facts.ts';
import { journalLines, samplePlan } from '../support/sample-journal.ts';

/** A run that adopted these files and was killed before its first step. */
function adoptedJournal(s1: FileState, s2: FileState, s3: FileState) {
  const facts = withFiles(SAMPLE_FACTS.three, { s1, s2, s3 });
  const adopted = adopt({ facts, policy: sampleCluster(facts).rotation, freezeWrites: false });
  if (!adopted.ok) throw new Error(adopted.failure.kind);
  const plan = samplePlan(facts, undefined, { adopted: adopted.value });
  const started: JournalRecord = { kind: 'run-started', runId: 'r', version: '0', operator: 'me', plan };
  return { facts, entry: adopted.value.entry, journal: journalLines([started]) };
}

describe('a run that adopted a rotation and is resumed', () => {
  it.each([
    ['prepared', P, S, S],
    ['rotated', R, P, P],
    ['being rewritten', W, R, R],
    ['rewritten', F, R, R],
  ] as const)('given it was %s, goes on there although this journal sent no command', (_, s1, s2, s3) => {
    const { facts, entry, journal } = adoptedJournal(s1, s2, s3);
    expect(locate({ journal, facts, units: {} })).toEqual({ ok: true, value: entry });
  });

  it('given the rewrite it waited for is over, goes on with the last roll', () => {
    const { journal } = adoptedJournal(W, R, R);
    const facts = withFiles(SAMPLE_FACTS.three, { s1: F, s2: R, s3: R });
    expect(locate({ journal, facts, units: {} })).toEqual({ ok: true, value: { at: 'reencrypt_finished' } });
  });

  it('given somebody else went on meanwhile, is refused', () => {
    const { journal } = adoptedJournal(P, S, S);
    const facts = withFiles(SAMPLE_FACTS.three, { s1: R, s2: P, s3: P });
    expect(locate({ journal, facts, units: {} })).toMatchObject({ failure: { disagreement: 'stage-beyond-journal' } });
  });

  it('given the rotation it found was undone, is refused', () => {
    const { journal } = adoptedJournal(R, P, P);
    expect(locate({ journal, facts: withFiles(SAMPLE_FACTS.three, { s1: P, s2: P, s3: P }), units: {} })).toMatchObject(
      {
        failure: { disagreement: 'stage-went-back' },
      },
    );
  });
});
