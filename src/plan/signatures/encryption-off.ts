import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** Secrets are not encrypted at rest (failures.md B13, B23). */
export const encryptionOff: Signature<'encryption-off'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B13', 'docs/facts/failures.md B23', 'rancher/dashboard#8193'],
  explainsHere: ['status-unanswered'],
  explainsEverywhere: ['plaintext-secrets', 'other-providers'],
  checks: ['encryption-enabled'],
  find: (examination, checks) =>
    checkMatches(examination, checks, { ids: ['encryption-enabled'], verdicts: ['refuse'] }),
};
