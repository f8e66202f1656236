import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** The release has a known defect that makes a rotation dangerous (failures.md 1). */
export const badRelease: Signature<'bad-release'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 1'],
  checks: ['known-issues'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['known-issues'], verdicts: ['refuse'] }),
};
