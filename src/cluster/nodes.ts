import * as z from 'zod';

import { ENGINES } from '../engine/distribution.ts';
import { runningSettings } from '../engine/config/running.ts';
import { parseStageHash } from '../engine/stage-hash.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution, Role } from '../model/cluster.ts';
import type { StageHash } from '../model/encryption.ts';
import type { NodeFacts } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import { LIST_JSON_BYTES, SERVER_NODES } from '../remote/answer-bounds.ts';
import type { Runner } from '../remote/runner.ts';
import { listOf, nameText, textsByName } from '../remote/bounded-lists.ts';
import { apiserverCommand } from './http.ts';
import { sendForBody, listSchema } from './json-body.ts';
import type { ApiserverTarget } from './target.ts';

export const ROLE_LABELS: readonly (readonly [Role, string])[] = [
  ['control-plane', 'node-role.kubernetes.io/control-plane'],
  ['etcd', 'node-role.kubernetes.io/etcd'],
];

const nodeSchema = z.object({
  metadata: z.object({
    name: nameText,
    labels: textsByName().default({}),
    annotations: textsByName().default({}),
  }),
  spec: z.object({ unschedulable: z.boolean().default(false) }).prefault({}),
  status: z.object({
    conditions: listOf(
      z.object({ type: z.string(), status: z.string(), lastHeartbeatTime: z.string().nullish() }),
    ).default([]),
    nodeInfo: z.object({ kubeletVersion: nameText, bootID: nameText.optional() }),
  }),
});
const nodeListSchema = listSchema(nodeSchema, SERVER_NODES);
const leaseSchema = z.object({
  metadata: z.object({ name: nameText }),
  spec: z.object({ renewTime: z.string().nullish() }),
});
const leaseListSchema = listSchema(leaseSchema);

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** Nodes with a server's role label, each once. */
export async function readNodes(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  distribution: Distribution,
): Promise<Answer<readonly NodeFacts[]>> {
  const nodes = new Map<string, z.infer<typeof nodeSchema>>();
  for (const [, label] of ROLE_LABELS) {
    const path = `/api/v1/nodes?labelSelector=${label}%3Dtrue`;
    const listed = await ask(context, runner, target, {
      path,
      name: 'nodes',
      schema: nodeListSchema,
      mostBytes: LIST_JSON_BYTES,
    });
    if (!listed.ok) return listed;
    for (const node of listed.value.items) nodes.set(node.metadata.name, node);
  }
  const leases = await ask(context, runner, target, {
    path: LEASES,
    name: 'node leases',
    schema: leaseListSchema,
    mostBytes: LIST_JSON_BYTES,
  });
  if (!leases.ok) return leases;
  const renewed = new Map(leases.value.items.map((lease) => [lease.metadata.name, lease.spec.renewTime ?? undefined]));
  return success([...nodes.values()].map((node) => factsOf(node, renewed.get(node.metadata.name), distribution)));
}

/** One Node. */
export async function readNode(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  options: { readonly distribution: Distribution; readonly nodeName: string },
): Promise<Answer<NodeFacts>> {
  const { distribution, nodeName } = options;
  const [node, lease] = await Promise.all([
    ask(context, runner, target, { path: `/api/v1/nodes/${nodeName}`, name: 'node', schema: nodeSchema }),
    ask(context, runner, target, { path: `${LEASES}/${nodeName}`, name: 'node lease', schema: leaseSchema }),
  ]);
  if (!node.ok) return node;
  // Without a Lease only the Node's own heartbeat is known.
  return success(factsOf(node.value, lease.ok ? (lease.value.spec.renewTime ?? undefined) : undefined, distribution));
}

/** The value that a server writes into its Node's annotation, or `undefined` if absent or unreadable. */
export async function readAnnotation(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  options: { readonly distribution: Distribution; readonly nodeName: string },
): Promise<Answer<StageHash | undefined>> {
  const { distribution, nodeName } = options;
  const path = `/api/v1/nodes/${nodeName}`;
  const node = await ask(context, runner, target, { path, name: 'node', schema: nodeSchema });
  return node.ok ? success(factsOf(node.value, undefined, distribution).annotation) : node;
}

async function ask<T>(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  question: {
    readonly path: string;
    readonly name: string;
    readonly schema: z.ZodType<T>;
    readonly mostBytes?: number;
  },
): Promise<Answer<T>> {
  const command = apiserverCommand(question.name, target, {
    method: 'GET',
    path: question.path,
    ...(question.mostBytes === undefined ? {} : { mostBytes: question.mostBytes }),
  });
  return sendForBody(context, runner, command, { schema: question.schema, expected: question.name });
}

function factsOf(
  node: z.infer<typeof nodeSchema>,
  renewTime: string | undefined,
  distribution: Distribution,
): NodeFacts {
  const { metadata, spec, status } = node;
  const ready = status.conditions.find((condition) => condition.type === 'Ready');
  const text = metadata.annotations[ENGINES[distribution].annotation];
  const annotation = text === undefined ? undefined : parseStageHash(text);
  return {
    name: metadata.name,
    roles: ROLE_LABELS.filter(([, label]) => metadata.labels[label] === 'true').map(([role]) => role),
    ready: ready?.status === 'True',
    heartbeatAt: fresher(ready?.lastHeartbeatTime ?? undefined, renewTime),
    unschedulable: spec.unschedulable,
    kubeletVersion: status.nodeInfo.kubeletVersion,
    bootId: status.nodeInfo.bootID,
    runningWith: runningSettings(distribution, {
      args: metadata.annotations[`${distribution}.io/node-args`],
      env: metadata.annotations[`${distribution}.io/node-env`],
    }),
    annotation,
    unreadableAnnotation: annotation === undefined ? text : undefined,
  };
}

function fresher(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Date.parse(one) > Date.parse(other) ? one : other;
}
