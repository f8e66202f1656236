import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A refusal of writes by keyturn is in force while servers write with different keys (measured.md 1, 6). */
export const freezeMustStay: Signature<'freeze-must-stay'> = {
  severity: 'danger',
  source: ['docs/facts/measured.md 6', 'docs/facts/measured.md 1'],
  explainsEverywhere: [
    'foreign-rotation',
    'unfinished-run',
    'followers-lack-new-key',
    'secrets-left-behind',
    'annotation-outdated',
    'apiserver-not-loaded',
  ],
  checks: ['writes-left-frozen'],
  find: (examination, checks) =>
    checkMatches(examination, checks, { ids: ['writes-left-frozen'], verdicts: ['refuse'] }),
};
