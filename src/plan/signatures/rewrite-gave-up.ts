import type { Signature } from '../signature.ts';
import { HALF_DONE } from './consequences.ts';
import { rewritesGivenUp } from './given-up.ts';

/** The engine gave a rewrite up for another cause than a deleted Secret or a denial (failures.md B4). */
export const rewriteGaveUp: Signature<'rewrite-gave-up'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B4', 'docs/facts/measured.md 8'],
  explainsEverywhere: HALF_DONE,
  find: (examination) => rewritesGivenUp(examination, 'other'),
};
