import type { Signature } from '../signature.ts';
import { REWRITE_LEFT, SERVER_DOWN } from './consequences.ts';
import { keyMatches } from './key-matches.ts';

/** Secrets are under a key that the leader has dropped, and only some servers still have (real-engine.md 3). */
export const keyHeld: Signature<'key-held'> = {
  severity: 'danger',
  source: ['docs/facts/real-engine.md 3', 'docs/facts/measured.md 1', 'docs/facts/failures.md 4'],
  explainsHere: SERVER_DOWN,
  explainsEverywhere: [...REWRITE_LEFT, 'rewrite-met-deleted-secret', 'rewrite-denied', 'rewrite-gave-up'],
  checks: ['keys-at-hand'],
  find: (examination) => keyMatches(examination, 'held'),
};
