import type { Signature } from '../signature.ts';
import { HELD_UP, REWRITE_LEFT } from './consequences.ts';
import { keyMatches } from './key-matches.ts';

/** Secrets are under a key that no server has any more (real-engine.md 3). */
export const keyGone: Signature<'key-gone'> = {
  severity: 'danger',
  source: ['docs/facts/real-engine.md 3', 'docs/facts/real-engine.md 4', 'docs/facts/measured.md 1'],
  explainsEverywhere: [...HELD_UP, ...REWRITE_LEFT],
  checks: ['keys-at-hand'],
  find: (examination) => keyMatches(examination, 'gone'),
};
