import type { Plan } from '../model/plan.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';

/** What an id covers, in whatever words a release has written it. */
export type Bound = Omit<Plan, 'course' | 'id' | 'checks' | 'estimate' | 'backupReference'> & {
  readonly course: object;
};

/**
 * First 12 hexadecimal digits of the SHA-256 of what a plan does: its course, its steps and what it is bound to. Estimates and the
 * evidence of checks are left out, because they follow the number of Secrets; command lines too, because they carry the id; and the operator's
 * words for a backup, because nothing is done by them.
 */
export function planIdOf(plan: Bound): string {
  const { schema, cluster, distribution, course, leader, entry, stage, oldKey, fingerprint, pointOfNoReturn } = plan;
  const steps = plan.steps.map(({ id, servers, gates }) => ({ id, servers, gates }));
  const bound = {
    schema,
    cluster,
    distribution,
    course,
    leader,
    entry,
    stage,
    oldKey,
    fingerprint,
    pointOfNoReturn,
    steps,
  };
  return sha256Hex(canonicalJson(bound)).slice(0, 12);
}
