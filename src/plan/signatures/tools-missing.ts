import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A program that keyturn needs is missing on a server (failures.md 7.1). */
export const toolsMissing: Signature<'tools-missing'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 7.1'],
  checks: ['tools-present'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['tools-present'], verdicts: ['refuse'] }),
};
