import type { Signature } from '../signature.ts';
import { REWRITE_LEFT } from './consequences.ts';
import { rewritesGivenUp } from './given-up.ts';

/** The engine gave a rewrite up at a Secret that was deleted meanwhile (failures.md B4; measured.md 9). */
export const rewriteMetDeletedSecret: Signature<'rewrite-met-deleted-secret'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B4', 'docs/facts/real-engine.md 2', 'k3s-io/k3s#6824'],
  explainsEverywhere: REWRITE_LEFT,
  find: (examination) => rewritesGivenUp(examination, 'deleted'),
};
