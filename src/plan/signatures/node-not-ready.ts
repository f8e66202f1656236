import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A server Node is not Ready, for no reason that another signature knows (failures.md 3). */
export const nodeNotReady: Signature<'node-not-ready'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 3'],
  checks: ['nodes-ready', 'nodes-fresh'],
  find: (examination, checks) =>
    checkMatches(examination, checks, { ids: ['nodes-ready', 'nodes-fresh'], verdicts: ['refuse'] }),
};
