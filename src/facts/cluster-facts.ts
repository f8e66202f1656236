import { listSecretNames, takeCensus } from '../cluster/census.ts';
import { readEtcd, readEtcdHealth } from '../cluster/etcd.ts';
import { readDenyingPolicies } from '../cluster/admission-policies.ts';
import { firstAnswer } from '../cluster/first-answer.ts';
import { FREEZE_NAME } from '../cluster/freeze.ts';
import { tryUpdates } from '../cluster/try-updates.ts';
import { lookForOtherActors } from '../cluster/other-actors.ts';
import { readFailClosedSecretWebhooks } from '../cluster/webhooks.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import type { KeyName } from '../model/encryption.ts';
import type { Census, ClusterFacts, EtcdFacts, ServerFacts, TriedUpdates } from '../model/facts.ts';
import type { Failure } from '../model/failure.ts';
import { success, type Result } from '../model/result.ts';
import type { Fleet } from '../remote/runner.ts';

/** Parts of the facts that are asked of the cluster and not of each server. */
export type SharedFacts = Pick<
  ClusterFacts,
  | 'etcd'
  | 'census'
  | 'otherActors'
  | 'failClosedSecretWebhooks'
  | 'denyingSecretPolicies'
  | 'writesFrozen'
  | 'triedUpdates'
  | 'unanswered'
>;

const NO_ETCD: EtcdFacts = {
  version: '',
  members: [],
  leaderId: '',
  alarms: [],
  dbSizeBytes: 0,
  dbSizeInUseBytes: 0,
  quotaBytes: undefined,
};

const NO_CENSUS: Census = { revision: '', total: 0, byKey: {}, plaintext: 0, unknown: 0 };

/** What is asked about. */
export interface SharedInput {
  readonly distribution: Distribution;
  readonly servers: readonly ServerFacts[];
  readonly triesUpdates: boolean;
}

/** Asks etcd and the first control-plane server's apiserver. What nobody answers is kept, with an empty answer in its place. */
export async function readShared(
  context: StepContext,
  fleet: Fleet,
  { servers, triesUpdates, distribution }: SharedInput,
): Promise<SharedFacts> {
  const unanswered: Failure[] = [];
  const orElse = async <T>(question: Promise<Result<T>> | Result<T>, otherwise: T): Promise<T> => {
    const answer = await question;
    if (answer.ok) return answer.value;
    unanswered.push(answer.failure);
    return otherwise;
  };
  const withEtcd = servers.filter(({ etcdUrl }) => etcdUrl !== undefined);
  const ready = servers.filter(({ apiserver }) => apiserver?.ready === true);
  const askReady = (read: typeof readDenyingPolicies): Promise<readonly string[] | undefined> => {
    const nobody: Result<readonly string[] | undefined> = success(undefined);
    const answer = firstAnswer({ context, servers: ready, nobody }, (server) =>
      read(context, fleet.runner(server.name), apiserverOf(server)),
    );
    return orElse(answer, undefined);
  };
  const [etcd, census, otherActors, failClosedSecretWebhooks, denyingPolicies, triedUpdates] = await Promise.all([
    orElse(readEtcdOf(context, fleet, withEtcd), NO_ETCD),
    orElse(countSecrets(context, fleet, { withEtcd, servers }), NO_CENSUS),
    orElse(
      lookForOtherActors(context, {
        hosts: servers.map(({ name }) => fleet.runner(name)),
        planes: ready.map((server) => ({ runner: fleet.runner(server.name), target: apiserverOf(server) })),
        nodes: servers.map(({ nodeName }) => nodeName),
      }),
      [],
    ),
    askReady(readFailClosedSecretWebhooks),
    askReady(readDenyingPolicies),
    orElse(triesUpdates ? updatesOf(context, fleet, { distribution, withEtcd, ready }) : success(undefined), undefined),
  ]);
  return {
    etcd,
    census,
    otherActors,
    failClosedSecretWebhooks: failClosedSecretWebhooks ?? [],
    denyingSecretPolicies: (denyingPolicies ?? []).filter((name) => name !== FREEZE_NAME),
    writesFrozen: denyingPolicies?.includes(FREEZE_NAME),
    triedUpdates,
    unanswered,
  };
}

async function updatesOf(
  context: StepContext,
  fleet: Fleet,
  input: {
    readonly distribution: Distribution;
    readonly withEtcd: readonly ServerFacts[];
    readonly ready: readonly ServerFacts[];
  },
): Promise<Result<TriedUpdates | undefined>> {
  const { distribution, withEtcd, ready } = input;
  const listed = await firstAnswer({ context, servers: withEtcd, nobody: success([]) }, (server) =>
    listSecretNames(context, fleet.runner(server.name), etcdOf(server)),
  );
  if (!listed.ok) return listed;
  const nobody: Result<TriedUpdates | undefined> = success(undefined);
  return firstAnswer({ context, servers: ready, nobody }, (server) =>
    tryUpdates(context, fleet.runner(server.name), apiserverOf(server), { secrets: listed.value, distribution }),
  );
}

/** A member only knows of itself: its health is asked on its own host. */
async function readEtcdOf(
  context: StepContext,
  fleet: Fleet,
  servers: readonly ServerFacts[],
): Promise<Result<EtcdFacts>> {
  const [etcd, ...healths] = await Promise.all([
    firstAnswer({ context, servers, nobody: success(NO_ETCD) }, (server) =>
      readEtcd(context, fleet.runner(server.name), etcdOf(server)),
    ),
    ...servers.map(async (server) => {
      const health = await readEtcdHealth(context, fleet.runner(server.name), etcdOf(server));
      return { server, healthy: health.ok && health.value };
    }),
  ]);
  if (!etcd.ok) return etcd;
  const members = etcd.value.members.map((member) => ({
    ...member,
    healthy: healths.some(({ server, healthy }) => healthy && isMemberOf(member.name, server)),
  }));
  return success({ ...etcd.value, members });
}

/**
 * A member is called what its host has written down: a name from its beginning, which need not be that of the Node (`with-node-id`). Else
 * members are named `<node>-<8 hexadecimal digits>`.
 */
function isMemberOf(member: string, { etcdMember, nodeName }: ServerFacts): boolean {
  if (etcdMember !== undefined) return member === etcdMember;
  return (
    member === nodeName ||
    (member.startsWith(`${nodeName}-`) && /^[0-9a-f]{8}$/.test(member.slice(nodeName.length + 1)))
  );
}

async function countSecrets(
  context: StepContext,
  fleet: Fleet,
  input: { readonly withEtcd: readonly ServerFacts[]; readonly servers: readonly ServerFacts[] },
): Promise<Result<Census>> {
  const knownKeys = input.servers.flatMap(({ encryption }) => encryption?.file?.keys ?? []);
  const active: KeyName | undefined = knownKeys[0];
  if (active === undefined) return success(NO_CENSUS);
  const options = { knownKeys, activeKey: active, maxNames: 0 };
  const nobody = success({ census: NO_CENSUS, stragglerCount: 0, stragglers: [] });
  const counted = await firstAnswer({ context, servers: input.withEtcd, nobody }, (server) =>
    takeCensus(context, fleet.runner(server.name), etcdOf(server), options),
  );
  return counted.ok ? success(counted.value.census) : counted;
}

function etcdOf({ etcdUrl = '', dataDir }: ServerFacts): { readonly url: string; readonly dataDir: string } {
  return { url: etcdUrl, dataDir };
}

function apiserverOf({ apiserverUrl = '', dataDir }: ServerFacts): { readonly url: string; readonly dataDir: string } {
  return { url: apiserverUrl, dataDir };
}
