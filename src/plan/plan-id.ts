import type { Plan } from '../model/plan.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';

/**
 * First 12 hexadecimal digits of the SHA-256 of a plan without its id and its command lines, because these carry the id.
 * Equal facts give equal ids; a new key or another server gives another one.
 */
export function planIdOf(plan: Plan): string {
  const { id: _id, steps, ...rest } = plan;
  const outlines = steps.map(({ id, servers, gates, estimateMs }) => ({ id, servers, gates, estimateMs }));
  return sha256Hex(canonicalJson({ ...rest, steps: outlines })).slice(0, 12);
}
