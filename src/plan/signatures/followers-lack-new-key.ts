import type { Signature } from '../signature.ts';
import { keyMatches } from './key-matches.ts';

/** Secrets are under a key that some servers do not have yet (failures.md 4). */
export const followersLackNewKey: Signature<'followers-lack-new-key'> = {
  severity: 'danger',
  source: ['docs/facts/failures.md 4', 'docs/facts/measured.md 1'],
  explainsEverywhere: ['foreign-rotation', 'annotation-outdated'],
  find: (examination) => keyMatches(examination, 'behind'),
};
