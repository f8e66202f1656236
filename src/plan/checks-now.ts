import type { Check } from '../model/check.ts';
import { settledChecks } from './checks/settled.ts';
import type { Examination } from './examination.ts';
import { preflightMidRotation } from './preflight.ts';
import { isRotationUnfinished } from './rotation-unfinished.ts';

/** The checks that a rotation would meet now, whoever began it. Between rotations the servers must also be settled. */
export function checksNow({ facts, cluster, now, knownIssuesFor }: Examination): readonly Check[] {
  const input = {
    facts,
    cluster,
    now,
    knownIssuesFor,
    resolved: 'staged',
    strategy: undefined,
    acceptWriteWindow: false,
    freezeWrites: false,
  } as const;
  return [...preflightMidRotation(input), ...(isRotationUnfinished(facts) ? [] : settledChecks(input))];
}
