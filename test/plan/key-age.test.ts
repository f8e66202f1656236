import { describe, expect, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import { roundedCount } from '../../src/plan/estimate.ts';
import { isKeyDue, keyAge, keyCreatedAt } from '../../src/plan/key-age.ts';
import { FINISHED, SAMPLE_FACTS, withFiles } from '../support/sample-facts.ts';

const DAY_MS = 86_400_000;

function withKey(name: string): ClusterFacts {
  return withFiles(SAMPLE_FACTS.one, { s1: { keys: [{ provider: 'aescbc', name }], stage: 'start' } });
}

describe('the age of a key', () => {
  it.each([
    ['aescbckey-2021-12-10T22:54:38Z', '2021-12-10T22:54:38Z'],
    ['aescbckey-2022-04-21T23:01:02-07:00', '2022-04-21T23:01:02-07:00'],
    ['secretboxkey-2026-03-09T09:46:54+01:00', '2026-03-09T09:46:54+01:00'],
    ['aescbckey', undefined],
    ['aescbckey-old', undefined],
  ])('given the name %s, is counted from %s', (name, createdAt) => {
    expect(keyCreatedAt(name)).toBe(createdAt);
  });

  it('respects the zone of the stamp', () => {
    const age = keyAge(withKey('aescbckey-2026-11-24T03:00:00+01:00'), Date.parse('2026-11-25T02:00:00Z'));
    expect(age).toMatchObject({ kind: 'known', ageMs: DAY_MS });
  });

  it('given servers in the middle of a rotation, is that of the youngest active key', () => {
    const facts = withFiles(SAMPLE_FACTS.three, { s2: FINISHED });
    expect(keyAge(facts, Date.parse('2026-11-24T02:00:05Z'))).toMatchObject({ ageMs: 0 });
  });

  it('is due at the limit, not before; a first key without a date is always due', () => {
    const age = keyAge(withKey('aescbckey-2026-11-24T00:00:00Z'), Date.parse('2026-11-25T00:00:00Z'));
    expect(isKeyDue(age, DAY_MS)).toBe(true);
    expect(isKeyDue(age, DAY_MS + 1)).toBe(false);
    expect(isKeyDue(keyAge(withKey('aescbckey'), 0), 365 * DAY_MS)).toBe(true);
  });
});

describe('the rounded number of Secrets', () => {
  it.each([
    [0, 0],
    [7, 10],
    [100, 100],
    [101, 110],
    [500, 500],
    [9_976, 10_000],
    [100_001, 110_000],
  ])('of %i is %i', (count, rounded) => {
    expect(roundedCount(count)).toBe(rounded);
  });
});
