import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** The file with the keys can be read by others than root (engine.md). */
export const fileReadableByOthers: Signature<'file-readable-by-others'> = {
  severity: 'caution',
  source: ['docs/facts/engine.md'],
  checks: ['file-modes'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['file-modes'], verdicts: ['warn'] }),
};
