import { apiserverTarget } from '../cluster/target.ts';
import { tryCanary } from '../cluster/canary.ts';
import { listSecretNames, takeCensus, type CensusReport } from '../cluster/census.ts';
import { datastoresOf, type AskedDatastore } from '../cluster/datastores.ts';
import { readEtcd, readEtcdHealth } from '../cluster/etcd.ts';
import { readDenyingPolicies } from '../cluster/admission-policies.ts';
import { firstAnswer } from '../cluster/first-answer.ts';
import { FREEZE_NAME } from '../cluster/freeze.ts';
import { readKineSize } from '../cluster/kine.ts';
import { readServingApiservers } from '../cluster/serving-apiservers.ts';
import { remnantsOn } from '../cluster/remnants.ts';
import { tryUpdates, type TriedAmount } from '../cluster/try-updates.ts';
import { lookForOtherActors } from '../cluster/other-actors.ts';
import { readFailClosedSecretWebhooks } from '../cluster/webhooks.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import type { KeyName } from '../model/encryption.ts';
import { type DatabaseFacts, isMemberOf } from '../model/datastore.ts';
import type {
  Census,
  ClusterFacts,
  EtcdFacts,
  EtcdMember,
  ServerFacts,
  TriedCanary,
  TriedUpdates,
} from '../model/facts.ts';
import type { ServerFailure } from '../model/failures/host.ts';
import { type Answer, allOrFirst, success } from '../model/result.ts';
import type { Fleet } from '../remote/runner.ts';

/** Facts read from the cluster instead of from each server. */
export type SharedFacts = Pick<
  ClusterFacts,
  | 'etcd'
  | 'servingApiservers'
  | 'database'
  | 'census'
  | 'otherActors'
  | 'failClosedSecretWebhooks'
  | 'denyingSecretPolicies'
  | 'writesFrozen'
  | 'triedUpdates'
  | 'triedCanaries'
  | 'unanswered'
>;

/** The servers to ask, and the optional questions. */
export interface SharedInput {
  /** Some servers are left out, so keyturn also asks for other serving apiservers. */
  readonly leavesOut: boolean;
  readonly distribution: Distribution;
  readonly servers: readonly ServerFacts[];
  /** With secretbox keys all Secrets are tried in any case, because only `rotate-keys` works with secretbox. */
  readonly triesUpdates: 'none' | TriedAmount;
}

/**
 * Asks the datastore and the first control-plane server's apiserver. A question without an answer is recorded, and a
 * question not asked is absent. No answer is invented.
 */
export async function readShared(
  context: StepContext,
  fleet: Fleet,
  { servers, leavesOut, triesUpdates, distribution }: SharedInput,
): Promise<SharedFacts> {
  const unanswered: ServerFailure[] = [];
  const orElse = async <T>(question: Promise<Answer<T>> | Answer<T>, otherwise: T): Promise<T> => {
    const answer = await question;
    if (answer.ok) return answer.value;
    unanswered.push(answer.failure);
    return otherwise;
  };
  const stores = datastoresOf(servers);
  const ready = servers.filter(({ apiserver }) => apiserver?.ready === true);
  const askReady = (read: typeof readDenyingPolicies): Promise<readonly string[] | undefined> => {
    const nobody: Answer<readonly string[] | undefined> = success(undefined);
    const answer = firstAnswer({ context, servers: ready, nobody }, (server) =>
      read(context, fleet.runner(server.name), apiserverTarget(server)),
    );
    return orElse(answer, undefined);
  };
  const [etcd, counted, otherActors, failClosedSecretWebhooks, denyingPolicies, triedUpdates, triedCanaries] =
    await Promise.all([
      orElse(readEtcdOf(context, fleet, stores), undefined),
      orElse(countSecrets(context, fleet, { stores, servers }), undefined),
      orElse(
        lookForOtherActors(context, {
          hosts: servers.map(({ name }) => fleet.runner(name)),
          planes: ready.map((server) => ({ runner: fleet.runner(server.name), target: apiserverTarget(server) })),
          nodes: servers.map(({ nodeName }) => nodeName),
        }),
        [],
      ),
      askReady(readFailClosedSecretWebhooks),
      askReady(readDenyingPolicies),
      orElse(
        triesUpdates === 'none'
          ? success(undefined)
          : updatesOf(context, fleet, { distribution, stores, ready, amount: amountOf(servers, triesUpdates) }),
        undefined,
      ),
      orElse(triesUpdates !== 'none' ? canariesOf(context, fleet, ready) : success(undefined), undefined),
    ]);
  const planes = servers.filter(({ apiserverUrl }) => apiserverUrl !== undefined);
  const unasked: Answer<readonly string[] | undefined> = success(undefined);
  const servingApiservers = await orElse<readonly string[] | undefined>(
    firstAnswer({ context, servers: leavesOut ? planes : [], nobody: unasked }, (server) =>
      readServingApiservers(context, fleet.runner(server.name), apiserverTarget(server)),
    ),
    undefined,
  );
  const database = await orElse(readDatabase(context, fleet, { stores, servers }), undefined);
  return {
    etcd,
    servingApiservers,
    database,
    census: counted,
    otherActors,
    failClosedSecretWebhooks: failClosedSecretWebhooks ?? [],
    denyingSecretPolicies: (denyingPolicies ?? []).filter((name) => name !== FREEZE_NAME),
    writesFrozen: denyingPolicies?.includes(FREEZE_NAME),
    triedUpdates,
    triedCanaries,
    unanswered,
  };
}

function amountOf(servers: readonly ServerFacts[], wanted: TriedAmount): TriedAmount {
  const isSecretbox = servers.some(({ encryption }) => encryption?.file?.keys[0]?.provider === 'secretbox');
  return isSecretbox ? 'all' : wanted;
}

async function updatesOf(
  context: StepContext,
  fleet: Fleet,
  input: {
    readonly distribution: Distribution;
    readonly stores: readonly AskedDatastore[];
    readonly ready: readonly ServerFacts[];
    readonly amount: TriedAmount;
  },
): Promise<Answer<TriedUpdates | undefined>> {
  const { distribution, stores, ready, amount } = input;
  const listed = await firstAnswer({ context, servers: stores, nobody: success([]) }, ({ server, target }) =>
    listSecretNames(context, fleet.runner(server.name), target),
  );
  if (!listed.ok) return listed;
  const nobody: Answer<TriedUpdates | undefined> = success(undefined);
  return firstAnswer({ context, servers: ready, nobody }, (server) =>
    tryUpdates(context, fleet.runner(server.name), apiserverTarget(server), {
      secrets: listed.value,
      distribution,
      amount,
    }),
  );
}

/** Asks each apiserver, because admission may depend on the policies an apiserver has noticed so far. */
async function canariesOf(
  context: StepContext,
  fleet: Fleet,
  ready: readonly ServerFacts[],
): Promise<Answer<readonly TriedCanary[]>> {
  const tried = await Promise.all(
    ready.map((server) => tryCanary(context, fleet.runner(server.name), apiserverTarget(server), server.name)),
  );
  return allOrFirst(tried);
}

/**
 * A member only knows its own state. Each member's health is read on the member's host, and an external etcd's at each
 * of its endpoints.
 */
async function readEtcdOf(
  context: StepContext,
  fleet: Fleet,
  stores: readonly AskedDatastore[],
): Promise<Answer<EtcdFacts | undefined>> {
  const servers = stores.flatMap(({ server, target }) => (target.kind === 'etcd' ? [{ server, target }] : []));
  const nobody: Answer<EtcdFacts | undefined> = success(undefined);
  const [etcd, ...healths] = await Promise.all([
    firstAnswer({ context, servers, nobody }, ({ server, target }) =>
      readEtcd(context, fleet.runner(server.name), target),
    ),
    ...servers.map(async ({ server, target }) => {
      const health = await readEtcdHealth(context, fleet.runner(server.name), target);
      return { server, healthy: health.ok && health.value };
    }),
  ]);
  if (!etcd.ok || etcd.value === undefined) return etcd;
  const members = etcd.value.members.map((member) => ({
    ...member,
    healthy: healths.some(({ server, healthy }) => healthy && isAskedFor(member, server)),
  }));
  return success({ ...etcd.value, members });
}

/** Whether a health read on a server belongs to a member. An external etcd answers as a whole. */
function isAskedFor({ name }: EtcdMember, server: ServerFacts): boolean {
  return server.datastore.kind === 'external-etcd' || isMemberOf(name, server);
}

async function countSecrets(
  context: StepContext,
  fleet: Fleet,
  input: { readonly stores: readonly AskedDatastore[]; readonly servers: readonly ServerFacts[] },
): Promise<Answer<Census | undefined>> {
  const knownKeys = input.servers.flatMap(({ encryption }) => encryption?.file?.keys ?? []);
  const active: KeyName | undefined = knownKeys[0];
  if (active === undefined) return success(undefined);
  const options = { knownKeys, activeKey: active, maxNames: 0 };
  const nobody: Answer<CensusReport | undefined> = success(undefined);
  const counted = await firstAnswer({ context, servers: input.stores, nobody }, ({ server, target }) =>
    takeCensus(context, fleet.runner(server.name), target, options),
  );
  return counted.ok ? success(counted.value?.census) : counted;
}

/** The database behind kine, read once, because all servers use the same database. */
async function readDatabase(
  context: StepContext,
  fleet: Fleet,
  input: { readonly stores: readonly AskedDatastore[]; readonly servers: readonly ServerFacts[] },
): Promise<Answer<DatabaseFacts | undefined>> {
  const kines = input.stores.flatMap(({ server, target }) => (target.kind === 'kine' ? [{ server, target }] : []));
  const first = kines[0];
  if (first === undefined) return success(undefined);
  const nobody: Answer<number | undefined> = success(undefined);
  const [size, remnants] = await Promise.all([
    firstAnswer({ context, servers: kines, nobody }, ({ server, target }) =>
      readKineSize(context, fleet.runner(server.name), target),
    ),
    remnantsOn(context, fleet.runner(first.server.name), {
      server: first.server,
      active: first.server.encryption?.file?.keys[0],
    }),
  ]);
  if (!size.ok) return size;
  return success({ sizeBytes: size.value === 0 ? undefined : size.value, remnants });
}
