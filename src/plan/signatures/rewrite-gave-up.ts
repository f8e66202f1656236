import type { Signature } from '../signature.ts';
import { rewritesGivenUp } from './given-up.ts';

/** The engine gave a rewrite up for another cause than a deleted Secret or a denial (failures.md B4). */
export const rewriteGaveUp: Signature<'rewrite-gave-up'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B4', 'docs/facts/measured.md 8'],
  explainsEverywhere: [
    'foreign-rotation',
    'unfinished-run',
    'followers-lack-new-key',
    'secrets-left-behind',
    'apiserver-not-loaded',
    'annotation-outdated',
  ],
  find: (examination) => rewritesGivenUp(examination, 'other'),
};
