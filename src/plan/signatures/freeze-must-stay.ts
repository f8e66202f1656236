import type { Signature } from '../signature.ts';
import { HALF_DONE } from './consequences.ts';
import { checkMatches } from './check-matches.ts';

/** A refusal of writes by keyturn is in force while servers write with different keys (measured.md 1, 6). */
export const freezeMustStay: Signature<'freeze-must-stay'> = {
  severity: 'danger',
  source: ['docs/facts/measured.md 6', 'docs/facts/measured.md 1'],
  explainsEverywhere: HALF_DONE,
  checks: ['writes-left-frozen'],
  find: (examination, checks) =>
    checkMatches(examination, checks, { ids: ['writes-left-frozen'], verdicts: ['refuse'] }),
};
