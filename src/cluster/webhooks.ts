import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import { LIST_JSON_BYTES } from '../remote/answer-bounds.ts';
import type { Runner } from '../remote/runner.ts';
import { listOf, nameText } from '../remote/bounded-lists.ts';
import { apiserverCommand } from './http.ts';
import { sendForBody } from './json-body.ts';
import { matchesSecrets } from './admission-policies.ts';
import type { ApiserverTarget } from './target.ts';

const listSchema = z.object({
  items: listOf(
    z.object({
      metadata: z.object({ name: nameText }),
      webhooks: listOf(
        z.object({
          name: nameText,
          failurePolicy: z.string().default('Fail'),
          rules: listOf(
            z.object({ apiGroups: listOf(z.string()).default([]), resources: listOf(z.string()).default([]) }),
          ).default([]),
        }),
      ).default([]),
    }),
  ).default([]),
});

const KINDS = ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'] as const;

/**
 * Webhooks that see Secrets and fail closed. A webhook that refuses an unchanged Secret aborts a rewrite (failures.md
 * B5).
 */
export async function readFailClosedSecretWebhooks(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<readonly string[]>> {
  const found: string[] = [];
  for (const kind of KINDS) {
    const path = `/apis/admissionregistration.k8s.io/v1/${kind}`;
    const command = apiserverCommand(kind, target, { method: 'GET', path, mostBytes: LIST_JSON_BYTES });
    const listed = await sendForBody(context, runner, command, { schema: listSchema, expected: kind });
    if (!listed.ok) return listed;
    for (const { metadata, webhooks } of listed.value.items) {
      const closed = webhooks.filter(
        ({ failurePolicy, rules }) => failurePolicy === 'Fail' && rules.some(matchesSecrets),
      );
      found.push(...closed.map(({ name }) => `${metadata.name}/${name}`));
    }
  }
  return success(found.sort());
}
