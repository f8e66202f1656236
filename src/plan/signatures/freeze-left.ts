import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A refusal of writes by keyturn was left behind, and may go (measured.md 6). */
export const freezeLeft: Signature<'freeze-left'> = {
  severity: 'broken',
  source: ['docs/facts/measured.md 6'],
  explainsEverywhere: ['unfinished-run'],
  checks: ['writes-open'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['writes-open'], verdicts: ['refuse'] }),
};
