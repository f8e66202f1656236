// How long the census alone takes, by keyturn's own code over its own SSH: `status` and `verify` do more than count.
import { inventoryEnvironment } from '../inventory/environment.ts';
import { loadInventory, selectCluster } from '../inventory/load.ts';
import { systemClock } from '../src/apply/system-clock.ts';
import { takeCensus } from '../src/cluster/census.ts';
import { datastoresOf } from '../src/cluster/datastores.ts';
import { gatherFacts } from '../src/facts/gather.ts';
import type { Result } from '../src/model/result.ts';
import { createFleet } from '../src/remote/fleet.ts';
import { createRedactor } from '../src/remote/redaction.ts';

const ROUNDS = 3;

/** Median of three, ms, on connections that are there already; and how many Secrets were counted. */
export async function timeCensus(inventory: string): Promise<{ readonly secrets: number; readonly ms: number }> {
  const clusters = valueOf(await loadInventory(inventory, inventoryEnvironment(process.env)));
  const cluster = valueOf(selectCluster(clusters, undefined, inventory));
  await using fleet = createFleet({ cluster, redactor: createRedactor(), askPassphrase: async () => undefined });
  const context = { signal: new AbortController().signal, clock: systemClock };
  const { servers } = valueOf(await gatherFacts({ context, cluster, fleet }));
  const [store] = datastoresOf(servers);
  const knownKeys = servers.flatMap(({ encryption }) => encryption?.file?.keys ?? []);
  const [activeKey] = knownKeys;
  if (store === undefined || activeKey === undefined) throw new Error('no datastore, or no key');
  const { server, target } = store;
  const rounds: { readonly secrets: number; readonly ms: number }[] = [];
  while (rounds.length < ROUNDS) {
    const before = performance.now();
    const counted = await takeCensus(context, fleet.runner(server.name), target, { knownKeys, activeKey, maxNames: 0 });
    rounds.push({ ms: performance.now() - before, secrets: valueOf(counted).census.total });
  }
  return rounds.sort((one, other) => one.ms - other.ms)[Math.floor(ROUNDS / 2)] ?? { secrets: 0, ms: 0 };
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.failure));
}
