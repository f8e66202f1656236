import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A service does not run, for no reason that its journal shows (failures.md 3). */
export const serviceNotRunning: Signature<'service-not-running'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 3', 'rancher/rke2#3004'],
  explainsHere: ['status-unanswered', 'apiserver-not-ready', 'node-not-ready', 'etcd-member-down'],
  checks: ['units-active'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['units-active'], verdicts: ['refuse'] }),
};
