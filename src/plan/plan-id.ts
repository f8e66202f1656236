import type { Plan } from '../model/plan.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';

/**
 * First 12 hexadecimal digits of the SHA-256 of what a plan does: its course, its steps and what it is bound to. Estimates and the
 * evidence of checks are left out, because they follow the number of Secrets; command lines too, because they carry the id.
 */
export function planIdOf(plan: Plan): string {
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
