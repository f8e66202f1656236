import { describe, expect, it } from 'vitest';

import type { EtcdFacts } from '../../../src/model/facts.ts';
import { judgeEtcd } from '../../../src/plan/judge-gates.ts';

type Found = Parameters<typeof judgeEtcd>[1];

function member(name: string, more: { readonly learner?: boolean } = {}): EtcdFacts['members'][number] {
  return { id: `id-${name}`, name, learner: false, healthy: true, ...more };
}

const PLANNED = { members: [member('s1'), member('s2'), member('s3')] };
const WHOLE: Found = { ...PLANNED, alarms: [], leaderId: 'id-s1' };

const ROWS: readonly (readonly [given: string, found: Partial<Found>, unhealthy: readonly string[], why: string])[] = [
  ['a member that is gone', { members: [member('s1'), member('s2')] }, [], 'missing=s3'],
  ['a member that nobody planned', { members: [...PLANNED.members, member('s4')] }, [], 'unexpected=s4'],
  ['a learner', { members: [member('s1'), member('s2'), member('s3', { learner: true })] }, [], 'learner=s3'],
  ['an alarm', { alarms: ['NOSPACE'] }, [], 'alarm=NOSPACE'],
  ['no leader', { leaderId: '0' }, [], 'no leader'],
  ['a server that names none', { leaderId: '' }, [], 'no leader'],
  ['a member that does not say that it is well', {}, ['s2'], 'unhealthy=s2'],
];

describe('the gate of etcd', () => {
  it('given the members of the plan, all voters, well, led and without an alarm, then it holds', () => {
    expect(judgeEtcd(PLANNED, WHOLE, [])).toEqual({ kind: 'holds', value: undefined });
  });

  it.each(ROWS)('given %s, then it does not hold yet and says why', (_given, found, unhealthy, why) => {
    expect(judgeEtcd(PLANNED, { ...WHOLE, ...found }, unhealthy)).toMatchObject({ kind: 'not-yet', observed: [why] });
  });

  it('given members that do not say that they are well, then it is about the first of their servers', () => {
    expect(judgeEtcd(PLANNED, WHOLE, ['s3', 's2'])).toEqual({
      kind: 'not-yet',
      observed: ['unhealthy=s3', 'unhealthy=s2'],
      on: 's3',
    });
  });

  it('given a member that was replaced under its name, then both are told', () => {
    const replaced = [member('s1'), member('s2'), { ...member('s3'), id: 'id-new' }];

    const verdict = judgeEtcd(PLANNED, { ...WHOLE, members: replaced }, []);

    expect(verdict).toEqual({ kind: 'not-yet', observed: ['missing=s3', 'unexpected=s3'] });
  });
});
