import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** The journal of an engine has no line of it, so causes stay unknown (real-engine.md 2). */
export const journalSilent: Signature<'journal-silent'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 5.5', 'docs/facts/real-engine.md 2'],
  checks: ['journal-tells'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['journal-tells'], verdicts: ['warn'] }),
};
