import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A member of etcd is a learner that does not vote yet (failures.md 3). */
export const etcdLearner: Signature<'etcd-learner'> = {
  severity: 'waiting',
  source: ['docs/facts/failures.md 3'],
  checks: ['etcd-voters'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['etcd-voters'], verdicts: ['refuse'] }),
};
