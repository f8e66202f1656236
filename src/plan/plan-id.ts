import type { Plan } from '../model/plan.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';

/** The part of a plan that the id covers, in the wording of any release. */
export type Bound = Omit<Plan, 'course' | 'id' | 'checks' | 'estimate' | 'backupReference'> & {
  readonly course: object;
};

/**
 * First 12 hexadecimal digits of the SHA-256 of a plan's actions, which are the course, the steps and the bound facts. The id leaves out
 * estimates and the evidence of checks, because both follow the number of Secrets. The id also leaves out command lines, which carry the id, and
 * the operator's words for a backup, which cause no action.
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
