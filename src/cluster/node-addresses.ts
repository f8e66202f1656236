import * as z from 'zod';

import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import type { ServerNode } from '../model/cluster.ts';
import { LIST_JSON_BYTES, SERVER_NODES } from '../remote/answer-bounds.ts';
import type { Runner } from '../remote/runner.ts';
import { listOf, nameText, textsByName } from '../remote/bounded-lists.ts';
import { apiserverCommand } from './http.ts';
import { listSchema, sendForBody } from './json-body.ts';
import { ROLE_LABELS } from './nodes.ts';
import type { ApiserverTarget } from './target.ts';

const schema = listSchema(
  z.object({
    metadata: z.object({ name: nameText, labels: textsByName().default({}) }),
    status: z.object({
      addresses: listOf(z.object({ type: nameText, address: nameText })).default([]),
      nodeInfo: z.object({ bootID: z.string().optional() }).prefault({}),
    }),
  }),
  SERVER_NODES,
);

/** Types of addresses in the Kubernetes API, in the order in which they are tried. */
const TYPES = ['InternalIP', 'ExternalIP', 'InternalDNS', 'ExternalDNS', 'Hostname'];

/** Every Node with a server's role label, with its addresses. Asks one apiserver, and changes nothing. */
export async function readServerNodes(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
): Promise<Answer<readonly ServerNode[]>> {
  const nodes = new Map<string, ServerNode>();
  for (const [, label] of ROLE_LABELS) {
    const command = apiserverCommand('nodes', target, {
      method: 'GET',
      path: `/api/v1/nodes?labelSelector=${label}%3Dtrue`,
      mostBytes: LIST_JSON_BYTES,
    });
    const listed = await sendForBody(context, runner, command, { schema, expected: 'nodes' });
    if (!listed.ok) return listed;
    for (const { metadata, status } of listed.value.items) {
      const { name, labels } = metadata;
      const typed = TYPES.flatMap((type) => status.addresses.filter((address) => address.type === type));
      nodes.set(name, {
        name,
        roles: ROLE_LABELS.filter(([, roleLabel]) => labels[roleLabel] === 'true').map(([role]) => role),
        bootId: status.nodeInfo.bootID,
        addresses: [...new Set([...typed.map(({ address }) => address), name])],
      });
    }
  }
  return success([...nodes.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1)));
}
