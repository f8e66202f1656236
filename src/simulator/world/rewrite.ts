import { eventLine, type RewriteReason } from '../engine/texts.ts';
import { NoQuorum } from './etcd.ts';
import { NoMatchingKey } from './keys.ts';
import { SECRETS, secretKey } from './objects.ts';
import { crashService } from './service.ts';
import type { SimulatedServer } from './server.ts';
import { DURATIONS } from './time.ts';
import type { World } from './world.ts';

const EVENT_EVERY = 50;

/** How a rewrite ended. `abandoned`: the service was restarted meanwhile. */
export type RewriteEnding =
  | { readonly kind: 'complete'; readonly count: number }
  | { readonly kind: 'failed'; readonly cause: string }
  | { readonly kind: 'abandoned' };

/**
 * Rewrites all Secrets through the leader's own apiserver, under whatever key that one has loaded (measured.md 1b), with an event
 * every fifty. Conflicts are skipped; anything else aborts.
 */
export async function rewriteSecrets(world: World, server: SimulatedServer): Promise<RewriteEnding> {
  const { apiserver, generation } = server;
  if (apiserver === undefined) return { kind: 'failed', cause: 'no apiserver' };
  const straggling = stragglersOf(world);
  const names = world.etcd.store
    .range(SECRETS.from, SECRETS.to)
    .map(({ key }) => key.slice(SECRETS.from.length).split('/'));
  const failsAfter = world.faults.has('rewrite-fails') ? world.faults.number('rewrite-fails') : Infinity;
  const middle = Math.floor(names.length / 2);
  const pause = DURATIONS.fiftySecrets * Math.max(1, world.faults.number('slow-rewrite'));
  for (const [index, [namespace = '', name = '']] of names.entries()) {
    if (index > 0 && index % EVENT_EVERY === 0) {
      tell(server, 'SecretsProgress', `reencrypted ${index} secrets`);
      await world.time.delay(pause);
    }
    if (index === middle && world.faults.useOnce('rewrite-killed', server.name)) crashService(world, server);
    if (server.generation !== generation) return { kind: 'abandoned' };
    if (index >= failsAfter)
      return { kind: 'failed', cause: `failed to update secret: admission webhook denied the request` };
    const cause = refusalOf(world, server, namespace, name) ?? rewriteOne(apiserver, namespace, name);
    if (cause !== undefined) return { kind: 'failed', cause: `failed to update secret: ${cause}` };
  }
  await world.time.delay((pause * (names.length % EVENT_EVERY)) / EVENT_EVERY);
  if (server.generation !== generation) return { kind: 'abandoned' };
  for (const { key, value } of straggling) world.etcd.store.put(key, value);
  return { kind: 'complete', count: names.length };
}

/** The engine is a user like any other to an admission policy. */
function refusalOf(world: World, server: SimulatedServer, namespace: string, name: string): string | undefined {
  return world.admission.refusal(server.name, { user: `system:${world.distribution}-supervisor`, namespace, name });
}

function rewriteOne(
  apiserver: NonNullable<SimulatedServer['apiserver']>,
  namespace: string,
  name: string,
): string | undefined {
  if (!apiserver.running) return 'connection refused';
  try {
    apiserver.rewrite(namespace, name);
    return undefined;
  } catch (error) {
    if (error instanceof NoMatchingKey || error instanceof NoQuorum) return error.message;
    throw error;
  }
}

/** Fault: bytes that will be back under the old key when the rewrite is over. */
function stragglersOf(world: World): readonly { readonly key: string; readonly value: Buffer }[] {
  if (!world.faults.has('straggler')) return [];
  const count = Number(world.faults.first('straggler') ?? 1);
  return world.etcd.store.range(secretKey('', ''), SECRETS.to).slice(0, count);
}

/** An event, as the server's journal has it. */
export function tell(server: SimulatedServer, reason: RewriteReason, message: string): void {
  server.log(eventLine({ node: server.name, reason, message, at: new Date(server.now()) }));
}
