import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A disk has too little room for snapshots and copies (failures.md 7.1). */
export const diskNearlyFull: Signature<'disk-nearly-full'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 7.1'],
  checks: ['free-space'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['free-space'], verdicts: ['refuse'] }),
};
