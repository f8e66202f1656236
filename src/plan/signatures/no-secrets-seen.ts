import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** The datastore shows no Secret, so the Secrets are elsewhere (datastores.md 1). */
export const noSecretsSeen: Signature<'no-secrets-seen'> = {
  severity: 'broken',
  source: ['docs/facts/datastores.md 1'],
  checks: ['secrets-seen'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['secrets-seen'], verdicts: ['refuse'] }),
};
