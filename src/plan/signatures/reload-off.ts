import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** An apiserver does not reload a changed encryption file (failures.md B1). */
export const reloadOff: Signature<'reload-off'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md B1', 'rancher/rke2#5535'],
  checks: ['automatic-reload'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['automatic-reload'], verdicts: ['refuse'] }),
};
