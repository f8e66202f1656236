import { describe, it } from 'vitest';
import { isRotationUnfinished } from '../../src/plan/rotation-unfinished.ts';
import { FINISHED, PREPARED, REWRITING, ROTATED, SAMPLE_FACTS, START, withFiles } from '../support/sample-facts.ts';

describe('a cluster that is looked at', () => {
  it.for([
    ['every server at its first stage', [START, START, START], false],
    ['every server with the new key alone', [FINISHED, FINISHED, FINISHED], false],
    ['a leader that has prepared', [PREPARED, START, START], true],
    ['every server that has prepared', [PREPARED, PREPARED, PREPARED], true],
    ['every server that has rotated', [ROTATED, ROTATED, ROTATED], true],
    ['a leader that rewrites', [REWRITING, ROTATED, ROTATED], true],
    ['a leader that is done before the others', [FINISHED, START, START], true],
    ['a stage that looks clean beside two keys', [{ ...ROTATED, stage: 'start' }, START, START], true],
  ] as const)('given %s, knows whether a rotation is half-way', ([, [s1, s2, s3], expected], { expect }) => {
    expect(isRotationUnfinished(withFiles(SAMPLE_FACTS.three, { s1, s2, s3 }))).toBe(expected);
  });
});
