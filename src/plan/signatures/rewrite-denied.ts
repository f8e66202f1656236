import type { Signature } from '../signature.ts';
import { REWRITE_LEFT } from './consequences.ts';
import { rewritesGivenUp } from './given-up.ts';

/** The engine gave a rewrite up at a Secret whose update was denied (failures.md B5). */
export const rewriteDenied: Signature<'rewrite-denied'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B4', 'docs/facts/failures.md B5', 'rancher/rke2#4781'],
  explainsEverywhere: REWRITE_LEFT,
  find: (examination) => rewritesGivenUp(examination, 'denied'),
};
