import type { Signature } from '../signature.ts';
import { REWRITE_LEFT, SERVER_DOWN } from './consequences.ts';
import { isNewKeySaved, rewritesCutOff } from './cut-off.ts';

/** `rotate-keys` died with its server on a release that saves both keys first (failures.md B11, 7.3). */
export const rewriteCutOff: Signature<'rewrite-cut-off'> = {
  severity: 'danger',
  source: ['docs/facts/failures.md B11', 'docs/facts/failures.md 7.3', 'k3s-io/k3s#13763', 'k3s-io/k3s#13764'],
  explainsHere: SERVER_DOWN,
  explainsEverywhere: REWRITE_LEFT,
  checks: ['rewrite-cut-off'],
  find: (examination) =>
    rewritesCutOff(examination).filter(({ details: { server } }) => isNewKeySaved(examination, server)),
};
