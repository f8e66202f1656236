import { describe, it } from 'vitest';

import type { Check } from '../../src/model/check.ts';
import type { YoungKey } from '../../src/model/outcome.ts';
import { ensureVerdict } from '../../src/plan/ensure.ts';
import { PREPARED, SAMPLE_FACTS, START, withFiles } from '../support/sample-facts.ts';

const YOUNG: YoungKey = {
  name: 'aescbckey-2026-11-24T02:15:00Z',
  createdAt: '2026-11-24T02:15:00Z',
  ageMs: 3_600_000,
  dueAt: '2027-02-22T02:15:00.000Z',
};

function check(id: string, verdict: Check['verdict'] = 'refuse'): Check {
  return { id, verdict, server: undefined, evidence: [], issues: [] };
}

const settled = SAMPLE_FACTS.three;
const halfDone = withFiles(settled, { s1: PREPARED, s2: START, s3: START });

describe('what ensure makes of a cluster', () => {
  it.for([
    ['an old key and a plan', settled, [], undefined, 'due'],
    ['an old key and a plan that a check refuses', settled, [check('disk-space')], undefined, 'due'],
    ['a young key', settled, [], YOUNG, 'young'],
    ['a young key and no room for a rotation that is not due', settled, [check('disk-space')], YOUNG, 'young'],
    ['a young key and a mere warning of the state', settled, [check('apiserver-loaded', 'warn')], YOUNG, 'young'],
    ['a young key on servers with different files', settled, [check('same-file')], YOUNG, 'refuse'],
    ['a young key that an apiserver has not loaded', settled, [check('apiserver-loaded')], YOUNG, 'refuse'],
    ['a stage in the middle of a rotation', halfDone, [check('stage-allowed')], undefined, 'elsewhere'],
    ['the young key of a rotation in the middle', halfDone, [check('stage-allowed')], YOUNG, 'elsewhere'],
    ['a young key and writes that are refused', { ...settled, writesFrozen: true }, [], YOUNG, 'elsewhere'],
  ] as const)('given %s, the verdict is its own', ([, facts, checks, young, verdict], { expect }) => {
    expect(ensureVerdict({ facts, checks, young })).toBe(verdict);
  });
});
