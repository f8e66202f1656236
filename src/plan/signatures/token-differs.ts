import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** Servers have different tokens (failures.md B21). */
export const tokenDiffers: Signature<'token-differs'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md B21', 'k3s-io/k3s#12982', 'k3s-io/k3s#11014'],
  checks: ['tokens-equal'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['tokens-equal'], verdicts: ['refuse'] }),
};
