import {
  eventLines,
  rewriteBegins,
  rewriteComplete,
  rewriteError,
  toldEvery,
  type RewriteReason,
} from '../engine/events.ts';
import type { SecretListing, SecretPage } from './apiserver.ts';
import type { SimulatedCluster } from './cluster.ts';
import { causeOf, ClusterError } from './cluster-error.ts';
import { SECRETS } from './objects.ts';
import { listSecrets, putSecret } from './own-apiserver.ts';
import { crashService } from './service.ts';
import type { SimulatedServer } from './server.ts';
import { DURATIONS } from './time.ts';

const PAGE = 20;
/** The apiserver's answer to a page whose revision is compacted away (measured.md 8). */
const LIST_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
/** The number of Secrets in `DURATIONS.fiftySecrets`. */
const FIFTY = 50;

/**
 * Rewrites all Secrets through the leader's own apiserver, page by page, under the key loaded by the apiserver
 * (measured.md 1b). Conflicts are skipped. Any other failed update aborts with an event. A page that cannot be listed
 * aborts without an event, and one unreadable Secret is enough (measured.md 1, point 5). `abandoned` means that the
 * service was restarted during the rewrite.
 */
export async function rewriteSecrets(
  cluster: SimulatedCluster,
  server: SimulatedServer,
): Promise<'complete' | 'abandoned'> {
  const { generation } = server;
  for (const line of rewriteBegins(server.printer())) server.log(line);
  const straggling = stragglersOf(cluster);
  const middle = Math.floor(cluster.etcd.store.range(SECRETS.from, SECRETS.to).length / 2);
  const pause = DURATIONS.fiftySecrets * Math.max(1, cluster.faults.number('slow-rewrite'));
  let count = 0;
  let listing: SecretListing = { limit: PAGE };
  for (;;) {
    const { items, revision, next } = listSecrets(cluster, server, listing);
    for (const item of items) {
      if (count === middle && cluster.faults.useOnce('rewrite-killed', server.name)) crashService(cluster, server);
      if (server.generation !== generation) return 'abandoned';
      putOrTell(cluster, server, item, count);
      if (count > 0 && count % toldEvery(cluster.era) === 0)
        tell(server, 'SecretsProgress', `reencrypted ${count} secrets`);
      count += 1;
    }
    expireList(cluster, count);
    await cluster.time.delay((pause * items.length) / FIFTY);
    if (server.generation !== generation) return 'abandoned';
    if (next === undefined) break;
    listing = { limit: PAGE, after: next, revision };
  }
  for (const { key, value } of straggling) cluster.etcd.store.put(key, value);
  tell(server, 'SecretsUpdateComplete', rewriteComplete(cluster.era, count));
  return 'complete';
}

/** Fault. After this number of Secrets etcd is compacted, and the list cannot continue (measured.md 8). */
function expireList({ faults }: Pick<SimulatedCluster, 'faults'>, count: number): void {
  const after = faults.first('list-expires');
  if (after !== undefined && count >= Number(after) && faults.useOnce('list-expires', after))
    throw new ClusterError(LIST_EXPIRED);
}

function putOrTell(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  item: SecretPage['items'][number],
  index: number,
): void {
  try {
    if (cluster.faults.has('rewrite-fails') && index >= cluster.faults.number('rewrite-fails'))
      throw new ClusterError('admission webhook "policy.example.com" denied the request: no');
    putSecret(cluster, server, item);
  } catch (error) {
    const message = rewriteError(cluster.era, causeOf(error));
    tell(server, 'SecretsUpdateError', message);
    throw new ClusterError(message, { cause: error });
  }
}

/** Fault. Stored bytes that will be back under the old key after the rewrite. */
function stragglersOf(
  cluster: Pick<SimulatedCluster, 'etcd' | 'faults'>,
): readonly { readonly key: string; readonly value: Buffer }[] {
  if (!cluster.faults.has('straggler')) return [];
  const count = Number(cluster.faults.first('straggler') ?? 1);
  return cluster.etcd.store.range(SECRETS.from, SECRETS.to).slice(0, count);
}

/** Writes an event into the server's journal. */
function tell(server: SimulatedServer, reason: RewriteReason, message: string): void {
  for (const line of eventLines(server.printer(), { node: server.name, reason, message })) server.log(line);
}
