import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** etcd has raised an alarm and refuses writes, for example for want of space (failures.md 3). */
export const etcdNoSpace: Signature<'etcd-no-space'> = {
  severity: 'danger',
  source: ['docs/facts/failures.md 3', 'rancher/rke2#11087'],
  explainsEverywhere: ['service-crashes', 'service-not-running'],
  checks: ['etcd-alarms'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['etcd-alarms'], verdicts: ['refuse'] }),
};
