import {
  eventLines,
  rewriteBegins,
  rewriteComplete,
  rewriteError,
  toldEvery,
  type RewriteReason,
} from '../../../src/simulator/engine/events.ts';
import type { Host } from './host.ts';
import { journalLine, labLine, printerOf, reasonOf } from './journal.ts';
import { messageOf, type Kubernetes } from './kubernetes.ts';

const PAGE = 20;
const CONFLICT = 409;

interface Secret {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

interface SecretList {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly Secret[];
}

/**
 * Puts every Secret unchanged through this server's own apiserver, under whatever key that one has loaded (measured.md 1b).
 * Conflicts are skipped; anything else aborts, and only a failed update leaves an event.
 */
export async function rewriteSecrets(host: Host, kubernetes: Kubernetes): Promise<void> {
  for (const line of rewriteBegins(printerOf(host))) journalLine(line);
  let count = 0;
  let next = '';
  do {
    const path = `/api/v1/secrets?limit=${String(PAGE)}&continue=${encodeURIComponent(next)}`;
    const page = (await kubernetes.json('GET', path)) as SecretList;
    for (const secret of page.items) {
      await rewriteOne(host, kubernetes, secret);
      if (count !== 0 && count % toldEvery(host.era) === 0)
        await tell(host, kubernetes, 'SecretsProgress', `reencrypted ${String(count)} secrets`);
      count += 1;
    }
    next = page.metadata.continue ?? '';
  } while (next !== '');
  await tell(host, kubernetes, 'SecretsUpdateComplete', rewriteComplete(host.era, count));
}

async function rewriteOne(host: Host, kubernetes: Kubernetes, secret: Secret): Promise<void> {
  const { name, namespace } = secret.metadata;
  const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
  const body = { apiVersion: 'v1', kind: 'Secret', ...secret };
  const cause = await kubernetes.request('PUT', path, body).then(
    (answer) => (answer.status <= 299 || answer.status === CONFLICT ? undefined : messageOf(answer)),
    (error: unknown) => reasonOf(error),
  );
  if (cause === undefined) return;
  const message = rewriteError(host.era, cause);
  await tell(host, kubernetes, 'SecretsUpdateError', message);
  throw new Error(message);
}

/** An event of the Node, in the journal and in the cluster. */
async function tell(host: Host, kubernetes: Kubernetes, reason: RewriteReason, message: string): Promise<void> {
  const at = new Date();
  for (const line of eventLines(printerOf(host), { node: host.name, reason, message })) journalLine(line);
  const time = `${at.toISOString().slice(0, 19)}Z`;
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { generateName: `${host.name}.`, namespace: 'default' },
    involvedObject: { kind: 'Node', name: host.name, uid: host.name },
    type: reason === 'SecretsUpdateError' ? 'Warning' : 'Normal',
    reason,
    message,
    source: { component: 'secrets-reencrypt' },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
  try {
    await kubernetes.json('POST', '/api/v1/namespaces/default/events', event);
  } catch (error) {
    labLine(`event not recorded: ${reasonOf(error)}`);
  }
}
