import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A configuration is in a form that cannot be read without doubt (failures.md B14). */
export const configUnreadable: Signature<'config-unreadable'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md B14'],
  checks: ['config-readable'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['config-readable'], verdicts: ['refuse'] }),
};
