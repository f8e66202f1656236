import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** The encryption file has resources or providers that the engine does not manage (failures.md 2.2, B19). */
export const otherProviders: Signature<'other-providers'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 2.2', 'docs/facts/failures.md B19'],
  checks: ['providers-managed'],
  find: (examination, checks) =>
    checkMatches(examination, checks, { ids: ['providers-managed'], verdicts: ['refuse'] }),
};
