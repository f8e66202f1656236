import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** An apiserver is not ready, for no reason that another signature knows (failures.md 3; measured.md 1). */
export const apiserverNotReady: Signature<'apiserver-not-ready'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 3', 'docs/facts/measured.md 1'],
  explainsHere: ['status-unanswered'],
  checks: ['apiservers-ready'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['apiservers-ready'], verdicts: ['refuse'] }),
};
