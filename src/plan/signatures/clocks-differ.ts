import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** The clocks of servers differ, and the engine compares times (failures.md 2.2, 7.1). */
export const clocksDiffer: Signature<'clocks-differ'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 2.2', 'docs/facts/failures.md 7.1'],
  checks: ['clocks'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['clocks'], verdicts: ['refuse', 'warn'] }),
};
