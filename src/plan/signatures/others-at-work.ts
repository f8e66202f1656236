import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** Somebody else restarts, drains or upgrades servers now (failures.md B25). */
export const othersAtWork: Signature<'others-at-work'> = {
  severity: 'waiting',
  source: ['docs/facts/failures.md B25', 'docs/facts/failures.md 7.1', 'rancher/system-upgrade-controller#225'],
  explainsHere: ['service-not-running', 'node-not-ready', 'node-cordoned'],
  explainsEverywhere: ['versions-differ', 'upgrade-waiting'],
  checks: ['upgrade-plans', 'system-agents', 'kured', 'host-reboots', 'package-managers', 'engine-commands'],
  find: (examination, checks) =>
    checkMatches(examination, checks, {
      ids: ['upgrade-plans', 'system-agents', 'kured', 'host-reboots', 'package-managers', 'engine-commands'],
      verdicts: ['refuse'],
    }),
};
