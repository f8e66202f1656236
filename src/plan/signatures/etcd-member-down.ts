import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A member of etcd is not healthy (failures.md 3). */
export const etcdMemberDown: Signature<'etcd-member-down'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 3', 'k3s-io/k3s#2316'],
  explainsHere: ['node-not-ready', 'apiserver-not-ready'],
  checks: ['etcd-healthy'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['etcd-healthy'], verdicts: ['refuse'] }),
};
