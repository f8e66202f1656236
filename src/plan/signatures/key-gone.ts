import type { Signature } from '../signature.ts';
import { keyMatches } from './key-matches.ts';

/** Secrets are under a key that no server has any more (real-engine.md 3). */
export const keyGone: Signature<'key-gone'> = {
  severity: 'danger',
  source: ['docs/facts/real-engine.md 3', 'docs/facts/real-engine.md 4', 'docs/facts/measured.md 1'],
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
    'service-not-running',
    'service-crashes',
    'start-hangs',
    'waits-for-own-apiserver',
    'apiserver-not-ready',
    'node-not-ready',
    'status-unanswered',
  ],
  checks: ['keys-at-hand'],
  find: (examination) => keyMatches(examination, 'gone'),
};
