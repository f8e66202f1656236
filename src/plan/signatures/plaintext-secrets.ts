import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** Some Secrets are in the datastore without encryption (failures.md 5.7). */
export const plaintextSecrets: Signature<'plaintext-secrets'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 5.7', 'docs/facts/measured.md 6'],
  checks: ['plaintext-secrets'],
  find: (examination, checks) =>
    checkMatches(examination, checks, { ids: ['plaintext-secrets'], verdicts: ['refuse'] }),
};
