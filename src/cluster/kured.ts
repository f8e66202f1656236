import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import type { OtherActor } from '../model/other-actor.ts';
import { type Answer, success } from '../model/result.ts';
import { readJson } from '../remote/read-json.ts';
import type { Runner } from '../remote/runner.ts';
import { listOf, nameText, textsByName } from '../remote/bounded-lists.ts';
import { apiserverCommand } from './http.ts';
import { sendForBody, listSchema } from './json-body.ts';
import type { ApiserverTarget } from './target.ts';

/** Selects by the name in kured's own manifest, and by the label of its Helm chart. No other DaemonSet is fetched. */
const QUERIES = ['fieldSelector=metadata.name%3Dkured', 'labelSelector=app.kubernetes.io/name%3Dkured'];
const LOCK = 'weave.works/kured-node-lock';
const METADATA_ONLY = 'Accept: application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

const daemonSetsSchema = listSchema(
  z.object({
    metadata: z.object({
      name: nameText,
      namespace: nameText,
      annotations: textsByName().default({}),
    }),
  }),
);

const MS_IN_NS = 1_000_000;

/**
 * `created` is written by Go's time.Time, and `TTL` counts nanoseconds, where 0 means no end. A lock written by hand
 * may have neither.
 */
const holderSchema = z.object({
  nodeID: z.string(),
  created: z.string().optional(),
  TTL: z.number().optional(),
});
type Holder = z.infer<typeof holderSchema>;

/** With a concurrency above 1 the lock is a list, and Go writes an empty list as null. */
const lockSchema = z.union([
  z.object({ locks: listOf(holderSchema).nullable() }).transform(({ locks }) => ({ locks: locks ?? [] })),
  holderSchema.transform((one) => ({ locks: [one] })),
]);

/** The holder that kured's documentation lets an operator write to pause all reboots. */
const PAUSED = 'manual';

/**
 * kured reboots the Nodes that ask for a reboot, one after another, under a lock in an annotation of its DaemonSet. A
 * server that holds the lock is being rebooted. The format is from kubereboot/kured 1.23 at 51220cc,
 * pkg/daemonsetlock/daemonsetlock.go: `LockAnnotationValue`, `multiLockAnnotationValue`, and `ttlExpired`, after which
 * kured treats a lock as free.
 */
export async function readKured(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  nodes: readonly string[],
): Promise<Answer<readonly OtherActor[]>> {
  const found = new Map<string, OtherActor | undefined>();
  for (const query of QUERIES) {
    const path = `/apis/apps/v1/daemonsets?${query}`;
    const command = apiserverCommand('kured', target, { method: 'GET', path, headers: [METADATA_ONLY] });
    const listed = await sendForBody(context, runner, command, { schema: daemonSetsSchema, expected: 'daemonsets' });
    if (!listed.ok) return listed;
    for (const { metadata } of listed.value.items) {
      const name = `${metadata.namespace}/${metadata.name}`;
      found.set(name, actorOf(name, metadata.annotations[LOCK], { nodes, now: context.clock.wall() }));
    }
  }
  return success([...found.values()].flatMap((actor) => actor ?? []));
}

function actorOf(
  name: string,
  lock: string | undefined,
  { nodes, now }: { readonly nodes: readonly string[]; readonly now: number },
): OtherActor | undefined {
  const actor = { kind: 'kured', name, server: undefined } as const;
  if (lock === undefined) return { ...actor, phase: 'present', evidence: ['lock=free'] };
  const holders = holdersOf(lock);
  if (holders === undefined) return { ...actor, phase: 'acting', evidence: ['lock=unreadable'] };
  const held = holders.filter((holder) => !isExpired(holder, now)).map(({ nodeID }) => nodeID);
  const servers = held.filter((holder) => nodes.includes(holder));
  if (servers.length > 0) return { ...actor, phase: 'acting', evidence: [`lock=${servers.join(' ')}`] };
  if (held.length > 0 && held.every((holder) => holder === PAUSED)) return undefined;
  return { ...actor, phase: 'present', evidence: [`lock=${held.join(' ') || 'free'}`] };
}

function isExpired({ created, TTL = 0 }: Holder, now: number): boolean {
  const since = created === undefined ? Number.NaN : Date.parse(created);
  return TTL > 0 && now - since >= TTL / MS_IN_NS;
}

function holdersOf(lock: string): readonly Holder[] | undefined {
  const read = readJson(lock);
  return read.ok ? lockSchema.safeParse(read.value).data?.locks : undefined;
}
