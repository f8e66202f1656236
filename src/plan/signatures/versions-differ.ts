import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** Servers have different versions (failures.md 5.6, 7.1). */
export const versionsDiffer: Signature<'versions-differ'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 5.6', 'docs/facts/failures.md 7.1'],
  checks: ['versions-equal'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['versions-equal'], verdicts: ['refuse'] }),
};
