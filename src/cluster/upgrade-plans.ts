import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import type { OtherActor } from '../model/other-actor.ts';
import { type Answer, success } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { refusedWith } from './http-error.ts';
import { apiserverCommand, send } from './http.ts';
import { readBody, sendForBody, listSchema } from './json-body.ts';
import { labelSelectorSchema, selects } from './label-selector.ts';
import type { ApiserverTarget } from './target.ts';

const planSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z
    .object({
      nodeSelector: labelSelectorSchema.nullish(),
      channel: z.string().nullish(),
      version: z.string().nullish(),
    })
    .default({}),
  status: z.object({ applying: z.array(z.string()).nullish(), latestHash: z.string().nullish() }).nullish(),
});
const plansSchema = listSchema(planSchema);
type Plan = z.infer<typeof planSchema>;

const nodesSchema = listSchema(
  z.object({ metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }) }),
);
type Labels = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Only labels are requested, so nothing else of a Node travels. */
const METADATA_ONLY = 'Accept: application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/**
 * Plans of the system-upgrade-controller that select servers, and restart or drain the selected servers on their own
 * (failures.md B11, B25). A plan is acting while being applied, and as long as a server waits for the plan. A plan that
 * follows a channel starts again with each release.
 */
export async function readUpgradePlans(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<readonly OtherActor[]>> {
  const path = '/apis/upgrade.cattle.io/v1/plans';
  const command = apiserverCommand('upgrade plans', target, { method: 'GET', path });
  const answer = await send(context, runner, command);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 404) return success([]);
  if (status !== 200) return refusedWith(runner, command.name, answer.value);
  const plans = readBody(runner, command, body, { schema: plansSchema, expected: 'plans' });
  if (!plans.ok) return plans;
  if (plans.value.items.length === 0) return success([]);
  const nodes = await sendForBody(
    context,
    runner,
    apiserverCommand('labels of nodes', target, { method: 'GET', path: '/api/v1/nodes', headers: [METADATA_ONLY] }),
    { schema: nodesSchema, expected: 'nodes' },
  );
  if (!nodes.ok) return nodes;
  const labels = new Map(nodes.value.items.map(({ metadata }) => [metadata.name, metadata.labels] as const));
  return success(plans.value.items.flatMap((plan) => actorOf(plan, labels)));
}

/**
 * Selects like the controller (rancher/system-upgrade-controller at d357e23, pkg/upgrade/plan/plan.go
 * `SelectConcurrentNodes`), by labels, without Nodes that already have the latest hash of this plan or are `disabled`.
 */
function actorOf({ metadata, spec, status }: Plan, labels: Labels): readonly OtherActor[] {
  const { nodeSelector } = spec;
  // A plan without a selector selects nothing.
  if (nodeSelector === null || nodeSelector === undefined) return [];
  const servers = [...labels].filter(([, own]) => isServer(own) && selects(nodeSelector, own));
  if (servers.length === 0) return [];
  const done = [status?.latestHash ?? undefined, 'disabled'];
  const mark = `plan.upgrade.cattle.io/${metadata.name}`;
  const waiting = servers.filter(([, own]) => !done.includes(own[mark] ?? '')).map(([name]) => name);
  const applying = status?.applying ?? [];
  const follows = spec.channel !== null && spec.channel !== undefined && (spec.version ?? '') === '';
  const actor = { kind: 'upgrade-plan', name: `${metadata.namespace}/${metadata.name}`, server: undefined } as const;
  if (applying.length > 0) return [{ ...actor, phase: 'acting', evidence: [`applying=${applying.join(' ')}`] }];
  if (waiting.length > 0) return [{ ...actor, phase: 'acting', evidence: [`waiting=${waiting.join(' ')}`] }];
  return follows ? [{ ...actor, phase: 'present', evidence: ['follows=channel'] }] : [];
}

function isServer(labels: Readonly<Record<string, string>>): boolean {
  return ['control-plane', 'etcd'].some((role) => labels[`node-role.kubernetes.io/${role}`] === 'true');
}
