import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A server Node is cordoned (failures.md 3). */
export const nodeCordoned: Signature<'node-cordoned'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 3', 'rancher/system-upgrade-controller#225'],
  checks: ['nodes-schedulable'],
  find: (examination, checks) =>
    checkMatches(examination, checks, { ids: ['nodes-schedulable'], verdicts: ['refuse'] }),
};
