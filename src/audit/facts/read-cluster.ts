import * as z from 'zod';

import { apiserverCommand } from '../../cluster/http.ts';
import { listSchema, sendForBody } from '../../cluster/json-body.ts';
import type { ApiserverTarget } from '../../cluster/target.ts';
import type { StepContext } from '../../model/clock.ts';
import { success, type Answer } from '../../model/result.ts';
import type { Runner } from '../../remote/runner.ts';
import type { NamespaceFacts } from './cluster-facts.ts';

/** Names and labels alone, because a list of whole objects may have many megabytes. */
const METADATA_ALONE = 'Accept: application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json';
const LABEL = 'pod-security.kubernetes.io/';

const namespaceSchema = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
});
const policySchema = z.object({ metadata: z.object({ namespace: z.string() }) });
const accountSchema = z.object({
  metadata: z.object({ namespace: z.string() }),
  automountServiceAccountToken: z.boolean().nullish(),
});

/** Reads every namespace with its default ServiceAccount and the number of its NetworkPolicies. */
export async function readNamespaces(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<readonly NamespaceFacts[]>> {
  const ask = <T extends z.ZodType>(name: string, path: string, item: T, headers: readonly string[]) => {
    const command = apiserverCommand(name, target, { method: 'GET', path, headers });
    return sendForBody(context, runner, command, { schema: listSchema(item), expected: name });
  };
  const namespaces = await ask('namespaces', '/api/v1/namespaces', namespaceSchema, [METADATA_ALONE]);
  if (!namespaces.ok) return namespaces;
  const policies = await ask('network policies', '/apis/networking.k8s.io/v1/networkpolicies', policySchema, [
    METADATA_ALONE,
  ]);
  if (!policies.ok) return policies;
  const accountsPath = '/api/v1/serviceaccounts?fieldSelector=metadata.name%3Ddefault';
  const accounts = await ask('default service accounts', accountsPath, accountSchema, []);
  if (!accounts.ok) return accounts;
  const counts = new Map<string, number>();
  for (const { metadata } of policies.value.items) {
    counts.set(metadata.namespace, (counts.get(metadata.namespace) ?? 0) + 1);
  }
  const automounts = new Map(
    accounts.value.items.map(({ metadata, automountServiceAccountToken }) => [
      metadata.namespace,
      automountServiceAccountToken ?? undefined,
    ]),
  );
  return success(
    namespaces.value.items.map(({ metadata: { name, labels } }) => ({
      name,
      levels: levelsOf(labels),
      automountsToken: automounts.get(name),
      hasDefaultAccount: automounts.has(name),
      networkPolicies: counts.get(name) ?? 0,
    })),
  );
}

function levelsOf(labels: Readonly<Record<string, string>>): NamespaceFacts['levels'] {
  const level = (mode: string): string | undefined => labels[`${LABEL}${mode}`];
  const [enforce, audit, warn] = [level('enforce'), level('audit'), level('warn')];
  return {
    ...(enforce === undefined ? {} : { enforce }),
    ...(audit === undefined ? {} : { audit }),
    ...(warn === undefined ? {} : { warn }),
  };
}
