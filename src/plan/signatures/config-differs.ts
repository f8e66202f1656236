import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A setting that must match differs between servers, and a restarted server would not come back (failures.md B14). */
export const configDiffers: Signature<'config-differs'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md B14', 'k3s-io/k3s#7195', 'k3s-io/k3s#6448'],
  checks: ['config-equal'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['config-equal'], verdicts: ['refuse'] }),
};
