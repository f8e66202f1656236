import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** Nothing on a server can ask its datastore, so Secrets cannot be counted (datastores.md 2). */
export const datastoreUnaskable: Signature<'datastore-unaskable'> = {
  severity: 'broken',
  source: ['docs/facts/datastores.md 2'],
  checks: ['datastore-access'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['datastore-access'], verdicts: ['refuse'] }),
};
