import { describe, expect, it } from 'vitest';

import { judgeCanary } from '../../../src/plan/judge-gates.ts';
import { NEW_KEY, OLD_KEY } from '../../support/sample-facts.ts';

const WANTED = `expected=${NEW_KEY.provider}/${NEW_KEY.name}`;

describe('the gate of the canary', () => {
  it('given it lies under the writing key, then it holds', () => {
    expect(judgeCanary({ ...NEW_KEY }, NEW_KEY)).toEqual({ kind: 'holds', value: undefined });
  });

  it.each([
    ['the old key', OLD_KEY, `written under=${OLD_KEY.provider}/${OLD_KEY.name}`],
    ['a key of that name of another provider', { ...NEW_KEY, provider: 'kms' }, `written under=kms/${NEW_KEY.name}`],
    ['no key', 'plaintext', 'written under=plaintext'],
    ['a key that nobody knows', 'unknown', 'written under=unknown'],
  ] as const)('given it lies under %s, then it does not hold yet and says so', (_given, found, under) => {
    expect(judgeCanary(found, NEW_KEY)).toEqual({ kind: 'not-yet', observed: [under, WANTED] });
  });
});
