import { parse } from 'yaml';
import * as z from 'zod';

const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
type Level = (typeof LEVELS)[number];

const ruleSchema = z.object({
  level: z.enum(LEVELS),
  users: z.array(z.string()).nullish(),
  userGroups: z.array(z.string()).nullish(),
  verbs: z.array(z.string()).nullish(),
  namespaces: z.array(z.string()).nullish(),
  nonResourceURLs: z.array(z.string()).nullish(),
  resources: z.array(z.object({ group: z.string().nullish(), resources: z.array(z.string()).nullish() })).nullish(),
});
const policySchema = z.object({ kind: z.literal('Policy'), rules: z.array(ruleSchema) });

type Rule = z.infer<typeof ruleSchema>;
export type AuditPolicy = z.infer<typeof policySchema>;

/** Reads an audit policy, or gives `undefined` for any other text. */
export function parseAuditPolicy(text: string): AuditPolicy | undefined {
  try {
    return policySchema.safeParse(parse(text, { maxAliasCount: 50 })).data;
  } catch {
    return undefined;
  }
}

/** The levels of the rules in their order, such as `None` or `Metadata, RequestResponse`. */
export function levelsOf({ rules }: AuditPolicy): string {
  const levels = rules.map(({ level }) => level);
  const shown = levels.slice(0, 5).join(', ');
  return levels.length > 5 ? `${shown} and ${levels.length - 5} more` : shown;
}

/** Whether a request for a resource may be recorded at all. A lone `level: None` records nothing. */
export function recordsAnything({ rules }: AuditPolicy): boolean {
  for (const rule of rules) {
    if (rule.level !== 'None') return true;
    if (catchesAll(rule)) return false;
  }
  return false;
}

/** Whether Secrets are recorded without their values, and everything else with requests and responses (V-254555). */
export function hasStigForm(policy: AuditPolicy): boolean {
  const last = policy.rules.at(-1);
  return (
    levelOfSecrets(policy) === 'Metadata' &&
    last !== undefined &&
    catchesAll(last) &&
    last.level === 'RequestResponse' &&
    policy.rules.every(({ level }) => level !== 'None')
  );
}

/** The level of the first rule that every request for a Secret matches. */
function levelOfSecrets({ rules }: AuditPolicy): Level | undefined {
  return rules.find((rule) => catchesAll(rule) || catchesSecrets(rule))?.level;
}

function catchesAll(rule: Rule): boolean {
  return isUnlimited(rule) && isEmpty(rule.resources) && isEmpty(rule.nonResourceURLs);
}

function catchesSecrets(rule: Rule): boolean {
  const named = (rule.resources ?? []).some(
    ({ group, resources }) => (group ?? '') === '' && (isEmpty(resources) || (resources ?? []).includes('secrets')),
  );
  return isUnlimited(rule) && named;
}

function isUnlimited({ users, userGroups, verbs, namespaces }: Rule): boolean {
  return [users, userGroups, verbs, namespaces].every(isEmpty);
}

function isEmpty(list: readonly unknown[] | null | undefined): boolean {
  return (list ?? []).length === 0;
}
