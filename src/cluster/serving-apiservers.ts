import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import { LIST_JSON_BYTES } from '../remote/answer-bounds.ts';
import type { Runner } from '../remote/runner.ts';
import { nameText, textsByName } from '../remote/bounded-lists.ts';
import { apiserverCommand } from './http.ts';
import { sendForBody, listSchema } from './json-body.ts';
import type { ApiserverTarget } from './target.ts';

const leasesSchema = listSchema(
  z.object({
    metadata: z.object({ name: nameText, labels: textsByName().default({}) }),
    spec: z.object({ renewTime: z.string().nullish() }).prefault({}),
  }),
);

const PATH = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';
/**
 * Name of a kube-apiserver's Lease. Since Kubernetes 1.26 the name of its label has changed, and its own name has not.
 */
const IDENTITY = /^apiserver-[a-z2-7]{26}$/;
/** An apiserver renews its Lease every ten seconds, and the Lease stays for an hour after its apiserver is gone. */
const FRESH_MS = 60_000;

/**
 * Names of the hosts whose kube-apiserver renewed its own Lease within the last minute (Kubernetes 1.26 and newer; seen
 * so on v1.36.3: engine.md, "A server that leaves"). The minute ends at the newest renewal, so no clock of keyturn's
 * host matters. Empty on older releases.
 */
export async function readServingApiservers(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<readonly string[]>> {
  const command = apiserverCommand('apiserver leases', target, {
    method: 'GET',
    path: PATH,
    mostBytes: LIST_JSON_BYTES,
  });
  const listed = await sendForBody(context, runner, command, { schema: leasesSchema, expected: 'leases' });
  if (!listed.ok) return listed;
  const renewed = listed.value.items
    .filter(({ metadata }) => IDENTITY.test(metadata.name))
    .map(({ metadata, spec }) => ({
      host: metadata.labels['kubernetes.io/hostname'] ?? metadata.name,
      at: Date.parse(spec.renewTime ?? ''),
    }));
  const newest = Math.max(...renewed.map(({ at }) => (Number.isNaN(at) ? -Infinity : at)));
  return success(
    renewed
      .filter(({ at }) => newest - at <= FRESH_MS)
      .map(({ host }) => host)
      .sort(),
  );
}
