import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** The binary on disk is newer than the running one, and the next restart upgrades the server (failures.md B20). */
export const upgradeWaiting: Signature<'upgrade-waiting'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md B20'],
  explainsEverywhere: ['versions-differ'],
  checks: ['disk-matches-running'],
  find: (examination, checks) =>
    checkMatches(examination, checks, { ids: ['disk-matches-running'], verdicts: ['refuse'] }),
};
