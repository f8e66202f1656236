import { createHash } from 'node:crypto';
import type { Plan } from '../model/plan.ts';
import type { CommandsFor } from './steps.ts';

/** The part of a plan that the id covers, in the wording of any release. */
export type Bound = Omit<Plan, 'course' | 'id' | 'checks' | 'estimate' | 'backupReference' | 'rescue'> & {
  readonly course: object;
  readonly rescue?: Plan['rescue'] | undefined;
};

/**
 * First 12 hexadecimal digits of the SHA-256 of a plan's actions, which are the course, the steps and the bound facts. The id leaves out
 * estimates and the evidence of checks, because both follow the number of Secrets. The id also leaves out command lines, which carry the id, and
 * the operator's words for a backup, which cause no action.
 */
export function planIdOf(plan: Bound): string {
  const { schema, cluster, distribution, course, leader, entry, stage, oldKey, rescue, fingerprint, pointOfNoReturn } =
    plan;
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
    // Left out of a rotation's plan, whose id stays as it was.
    rescue,
    fingerprint,
    pointOfNoReturn,
    steps,
  };
  return sha256Hex(canonicalJson(bound)).slice(0, 12);
}

/** The plan that a draft becomes with its own id. The lines of commands carry the id, so the draft is made without lines first. */
export function withPlanId(draft: (planId: string, commandsFor: CommandsFor) => Plan, commandsFor: CommandsFor): Plan {
  const id = planIdOf(draft('', () => ({ commands: [], mutates: false })));
  return draft(id, commandsFor);
}

/** SHA-256 of everything in a plan, also of what the id leaves out. */
export function planDigestOf(plan: Plan): string {
  return sha256Hex(canonicalJson(plan));
}

/** JSON with sorted keys and no white space. Equal values give equal bytes. Fields with the value `undefined` are left out. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** SHA-256 in lower-case hexadecimal. */
function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
