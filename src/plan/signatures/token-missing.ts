import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A server has no token file, and could not read what the others saved (failures.md B21). */
export const tokenMissing: Signature<'token-missing'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md B21', 'k3s-io/k3s#5423'],
  explainsHere: ['token-differs', 'status-unanswered'],
  checks: ['token-present'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['token-present'], verdicts: ['refuse'] }),
};
