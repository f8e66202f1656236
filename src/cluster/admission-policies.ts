import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import { LIST_JSON_BYTES } from '../remote/answer-bounds.ts';
import type { Runner } from '../remote/runner.ts';
import { listOf, nameText } from '../remote/bounded-lists.ts';
import { refusedWith } from './http-error.ts';
import { apiserverCommand, send } from './http.ts';
import { readBody } from './json-body.ts';
import type { ApiserverTarget } from './target.ts';

const metadata = z.object({ name: nameText });
const rules = listOf(
  z.object({ apiGroups: listOf(z.string()).default([]), resources: listOf(z.string()).default([]) }),
).default([]);

const policiesSchema = z.object({
  items: listOf(
    z.object({ metadata, spec: z.object({ matchConstraints: z.object({ resourceRules: rules }).nullish() }) }),
  ).default([]),
});
const bindingsSchema = z.object({
  items: listOf(
    z.object({
      spec: z.object({ policyName: z.string(), validationActions: listOf(z.string()).default([]) }),
    }),
  ).default([]),
});

/**
 * ValidatingAdmissionPolicies that match Secrets and are bound to deny. A policy that refuses an unchanged Secret
 * aborts a rewrite (failures.md B5). keyturn's own freeze (`FREEZE_NAME`) is included while in force. Releases before
 * 1.30 have no policies.
 */
export async function readDenyingPolicies(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<readonly string[]>> {
  const policies = await list(context, runner, target, { kind: 'validatingadmissionpolicies', schema: policiesSchema });
  if (!policies.ok) return policies;
  const names = policies.value.items
    .filter(({ spec }) => (spec.matchConstraints?.resourceRules ?? []).some(matchesSecrets))
    .map((policy) => policy.metadata.name);
  if (names.length === 0) return success([]);
  const bindings = await list(context, runner, target, {
    kind: 'validatingadmissionpolicybindings',
    schema: bindingsSchema,
  });
  if (!bindings.ok) return bindings;
  const denied = new Set(
    bindings.value.items
      .filter(({ spec }) => spec.validationActions.includes('Deny'))
      .map(({ spec }) => spec.policyName),
  );
  return success(names.filter((name) => denied.has(name)).sort());
}

async function list<T extends { readonly items: readonly unknown[] }>(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  wanted: { readonly kind: string; readonly schema: z.ZodType<T> },
): Promise<Answer<T>> {
  const { kind, schema } = wanted;
  const path = `/apis/admissionregistration.k8s.io/v1/${kind}`;
  const command = apiserverCommand(kind, target, { method: 'GET', path, mostBytes: LIST_JSON_BYTES });
  const answer = await send(context, runner, command);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  // This release does not have the resource.
  if (status === 404) return success(schema.parse({ items: [] }));
  if (status !== 200) return refusedWith(runner, command.name, answer.value);
  return readBody(runner, command, body, { schema, expected: kind });
}

/** Whether an admission rule sees Secrets. */
export function matchesSecrets({
  apiGroups,
  resources,
}: {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}): boolean {
  const group = apiGroups.includes('') || apiGroups.includes('*');
  return group && resources.some((resource) => resource === 'secrets' || resource === '*' || resource === '*/*');
}
