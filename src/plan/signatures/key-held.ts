import type { Signature } from '../signature.ts';
import { keyMatches } from './key-matches.ts';

/** Secrets are under a key that the leader has dropped, and only some servers still have (real-engine.md 3). */
export const keyHeld: Signature<'key-held'> = {
  severity: 'danger',
  source: ['docs/facts/real-engine.md 3', 'docs/facts/measured.md 1', 'docs/facts/failures.md 4'],
  explainsHere: [
    'service-not-running',
    'service-crashes',
    'start-hangs',
    'waits-for-own-apiserver',
    'apiserver-not-ready',
    'node-not-ready',
    'status-unanswered',
    'etcd-member-down',
  ],
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
    'rewrite-met-deleted-secret',
    'rewrite-denied',
    'rewrite-gave-up',
  ],
  checks: ['keys-at-hand'],
  find: (examination) => keyMatches(examination, 'held'),
};
