import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import type { OtherActor } from '../model/other-actor.ts';
import { success, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { apiserverCommand } from './http.ts';
import { sendForBody } from './json-body.ts';
import type { ApiserverTarget } from './target.ts';
import { listSchema } from './list-schema.ts';

/** By the name of its own manifest, and by the label of its Helm chart. Of other DaemonSets nothing travels. */
const QUERIES = ['fieldSelector=metadata.name%3Dkured', 'labelSelector=app.kubernetes.io/name%3Dkured'];
const LOCK = 'weave.works/kured-node-lock';
const METADATA_ONLY = 'Accept: application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

const daemonSetsSchema = listSchema(
  z.object({
    metadata: z.object({
      name: z.string(),
      namespace: z.string(),
      annotations: z.record(z.string(), z.string()).default({}),
    }),
  }),
);

const holderSchema = z.object({ nodeID: z.string() });
const lockSchema = z.union([
  z.object({ locks: z.array(holderSchema) }),
  holderSchema.transform((one) => ({ locks: [one] })),
]);

/** What its documentation has an operator write as the holder of the lock, so that nothing is rebooted. */
const PAUSED = 'manual';

/**
 * kured, which reboots the Nodes that ask for it, one after another, under a lock in an annotation of its DaemonSet (kubereboot/kured
 * `pkg/daemonsetlock`). A server that holds it is being rebooted.
 */
export async function readKured(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  nodes: readonly string[],
): Promise<Result<readonly OtherActor[]>> {
  const found = new Map<string, OtherActor | undefined>();
  for (const query of QUERIES) {
    const path = `/apis/apps/v1/daemonsets?${query}`;
    const command = apiserverCommand('kured', target, { method: 'GET', path, headers: [METADATA_ONLY] });
    const listed = await sendForBody(context, runner, command, { schema: daemonSetsSchema, expected: 'daemonsets' });
    if (!listed.ok) return listed;
    for (const { metadata } of listed.value.items) {
      const name = `${metadata.namespace}/${metadata.name}`;
      found.set(name, actorOf(name, metadata.annotations[LOCK], nodes));
    }
  }
  return success([...found.values()].flatMap((actor) => actor ?? []));
}

function actorOf(name: string, lock: string | undefined, nodes: readonly string[]): OtherActor | undefined {
  const actor = { kind: 'kured', name, server: undefined } as const;
  if (lock === undefined) return { ...actor, phase: 'present', evidence: ['lock=free'] };
  const holders = holdersOf(lock);
  if (holders === undefined) return { ...actor, phase: 'acting', evidence: ['lock=unreadable'] };
  const servers = holders.filter((holder) => nodes.includes(holder));
  if (servers.length > 0) return { ...actor, phase: 'acting', evidence: [`lock=${servers.join(' ')}`] };
  if (holders.length === 1 && holders[0] === PAUSED) return undefined;
  return { ...actor, phase: 'present', evidence: [`lock=${holders.join(' ') || 'free'}`] };
}

function holdersOf(lock: string): readonly string[] | undefined {
  try {
    const parsed = lockSchema.safeParse(JSON.parse(lock));
    return parsed.success ? parsed.data.locks.map(({ nodeID }) => nodeID) : undefined;
  } catch {
    return undefined;
  }
}
