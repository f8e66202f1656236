import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import type { OtherActor } from '../model/other-actor.ts';
import { type Answer, success } from '../model/result.ts';
import { LIST_JSON_BYTES, SERVER_NODES } from '../remote/answer-bounds.ts';
import type { Runner } from '../remote/runner.ts';
import { listOf, nameText, textsByName } from '../remote/bounded-lists.ts';
import { refusedWith } from './http-error.ts';
import { apiserverCommand, send } from './http.ts';
import { readBody, sendForBody, listSchema } from './json-body.ts';
import { labelSelectorSchema, selects } from './label-selector.ts';
import { ROLE_LABELS } from './nodes.ts';
import type { ApiserverTarget } from './target.ts';

const planSchema = z.object({
  metadata: z.object({ name: nameText, namespace: nameText }),
  spec: z
    .object({
      nodeSelector: labelSelectorSchema.nullish(),
      channel: z.string().nullish(),
      version: z.string().nullish(),
    })
    .default({}),
  status: z.object({ applying: listOf(nameText, SERVER_NODES).nullish(), latestHash: z.string().nullish() }).nullish(),
});
const plansSchema = listSchema(planSchema);
type Plan = z.infer<typeof planSchema>;

const nodesSchema = listSchema(
  z.object({ metadata: z.object({ name: nameText, labels: textsByName().default({}) }) }),
  SERVER_NODES,
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
  const labels = await readLabels(context, runner, target);
  return labels.ok ? success(plans.value.items.flatMap((plan) => actorOf(plan, labels.value))) : labels;
}

/** Labels of the servers' Nodes. Those of workers would be megabytes in a large cluster. */
async function readLabels(context: StepContext, runner: Runner, target: ApiserverTarget): Promise<Answer<Labels>> {
  const labels = new Map<string, Readonly<Record<string, string>>>();
  for (const [, label] of ROLE_LABELS) {
    const command = apiserverCommand('labels of nodes', target, {
      method: 'GET',
      path: `/api/v1/nodes?labelSelector=${label}%3Dtrue`,
      headers: [METADATA_ONLY],
      mostBytes: LIST_JSON_BYTES,
    });
    const nodes = await sendForBody(context, runner, command, { schema: nodesSchema, expected: 'nodes' });
    if (!nodes.ok) return nodes;
    for (const { metadata } of nodes.value.items) {
      if (metadata.labels[label] === 'true') labels.set(metadata.name, metadata.labels);
    }
  }
  return success(labels);
}

/**
 * Selects like the controller (rancher/system-upgrade-controller at d357e23, pkg/upgrade/plan/plan.go
 * `SelectConcurrentNodes`), by labels, without Nodes that already have the latest hash of this plan or are `disabled`.
 */
function actorOf({ metadata, spec, status }: Plan, labels: Labels): readonly OtherActor[] {
  const { nodeSelector } = spec;
  // A plan without a selector selects nothing.
  if (nodeSelector === null || nodeSelector === undefined) return [];
  const servers = [...labels].filter(([, own]) => selects(nodeSelector, own));
  if (servers.length === 0) return [];
  const done = [status?.latestHash ?? undefined, 'disabled'];
  const mark = `plan.upgrade.cattle.io/${metadata.name}`;
  const waiting = servers.filter(([, own]) => !done.includes(own[mark] ?? '')).map(([name]) => name);
  const applying = status?.applying ?? [];
  const follows = spec.channel !== null && spec.channel !== undefined && (spec.version ?? '') === '';
  const actor = { kind: 'upgrade-plan', name: `${metadata.namespace}/${metadata.name}`, server: undefined } as const;
  if (applying.length > 0) return [{ ...actor, phase: 'acting', evidence: [`applying=${someOf(applying)}`] }];
  if (waiting.length > 0) return [{ ...actor, phase: 'acting', evidence: [`waiting=${someOf(waiting)}`] }];
  return follows ? [{ ...actor, phase: 'present', evidence: ['follows=channel'] }] : [];
}

const MOST_NAMED = 20;

/** The first names, and how many more there are. */
function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`+${more}`] : [])].join(' ');
}
