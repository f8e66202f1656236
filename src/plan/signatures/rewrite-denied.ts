import type { Signature } from '../signature.ts';
import { rewritesGivenUp } from './given-up.ts';

/** The engine gave a rewrite up at a Secret whose update was denied (failures.md B5). */
export const rewriteDenied: Signature<'rewrite-denied'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B4', 'docs/facts/failures.md B5', 'rancher/rke2#4781'],
  explainsEverywhere: [
    'foreign-rotation',
    'unfinished-run',
    'followers-lack-new-key',
    'secrets-left-behind',
    'apiserver-not-loaded',
    'annotation-outdated',
    'rewrite-running',
    'rewrite-silent',
    'freeze-left',
  ],
  find: (examination) => rewritesGivenUp(examination, 'denied'),
};
