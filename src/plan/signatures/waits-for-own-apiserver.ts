import type { Signature } from '../signature.ts';
import { NOT_STARTED } from './consequences.ts';
import { startingAt } from './starting-at.ts';

/** A start waits for the server's own apiserver, whose static pod does not run (failures.md 3). */
export const waitsForOwnApiserver: Signature<'waits-for-own-apiserver'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 3', 'docs/facts/failures.md B10', 'rancher/rke2#3364'],
  explainsHere: NOT_STARTED,
  find: (examination) => startingAt(examination, 'kube-proxy'),
};
