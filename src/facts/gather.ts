import type { TriedAmount } from '../cluster/try-updates.ts';
import { readNodes } from '../cluster/nodes.ts';
import type { StepContext } from '../model/clock.ts';
import type { Cluster, Role } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import type { ClusterFacts, LeftOutServer, NodeFacts, ServerFacts } from '../model/facts.ts';
import type { Failure } from '../model/failure.ts';
import type { ServerFailure } from '../model/failures/host.ts';
import type { ServersUnasked } from '../model/failures/run.ts';
import { type Answer, allOrFirst, failed, success, type Result } from '../model/result.ts';
import type { Fleet, Runner } from '../remote/runner.ts';
import { readShared } from './cluster-facts.ts';
import { asRunning, discover, type Discovery } from './discover.ts';
import { seeGone } from './left-out.ts';
import { readServer, type ServerReading } from './server-facts.ts';

/** The sources of facts, and the listener for events. */
export interface GatherInput {
  readonly context: StepContext;
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit?: Emit;
  /** Servers left out because their hosts are gone. keyturn only confirms that these hosts are unreachable. */
  readonly without?: readonly string[];
  /** Also tries to update Secrets without a change, in a dry run, as a rotation from its beginning needs. */
  readonly triesUpdates?: 'none' | TriedAmount;
}

interface Discovered {
  readonly runner: Runner;
  readonly discovery: Discovery;
}

/** Facts of the servers that could be asked. `facts.leftOut` also lists the servers that could not. */
export interface GatheredOfSome {
  readonly facts: ClusterFacts;
  readonly unasked: ServersUnasked['servers'];
}

/**
 * Reads everything a plan needs, changing nothing, in three rounds. The first round asks what each server is, the
 * second reads the Nodes from the first answering apiserver, and the third reads the rest in parallel. Fails when a
 * host cannot be asked at all (not reached, not let in, no sudo), with the host's failure, or with `servers-unasked`
 * for several hosts. Also fails with the failure of a server that must not be left out (left-out.ts). Any other
 * question without an answer is in `unanswered`.
 */
export async function gatherFacts(input: GatherInput): Promise<Result<ClusterFacts>> {
  const gathered = await gather(input, 'of-all');
  return gathered.ok ? success(gathered.value.facts) : gathered;
}

/**
 * As `gatherFacts`, for reading only, and fails only if no server at all can be asked. Nothing may be changed on the
 * basis of partial facts.
 */
export async function gatherFactsOfSome(input: GatherInput): Promise<Result<GatheredOfSome>> {
  return gather(input, 'of-some');
}

async function gather(input: GatherInput, wanted: 'of-all' | 'of-some'): Promise<Result<GatheredOfSome>> {
  const { context, cluster, fleet, emit, without = [], triesUpdates = 'none' } = input;
  const { distribution } = cluster;
  const asked = cluster.servers.map(({ name }) => name).filter((name) => !without.includes(name));
  emit?.({ type: 'facts-gathering', cluster: cluster.name, servers: asked });
  const [leftOut, ...discoveries] = await Promise.all([
    seeGone(context, { cluster, fleet, without }),
    ...asked.map(async (name): Promise<Answer<Discovered>> => {
      const runner = fleet.runner(name);
      const discovery = await discover(context, runner, distribution);
      return discovery.ok ? success({ runner, discovery: discovery.value }) : discovery;
    }),
  ]);
  if (!leftOut.ok) return leftOut;
  const unasked = asked.flatMap((name, index) => {
    const discovery = discoveries[index];
    return discovery === undefined || discovery.ok ? [] : [{ name, failure: discovery.failure }];
  });
  const discovered = discoveries.flatMap((discovery) => (discovery.ok ? [discovery.value] : []));
  const isEnough = wanted === 'of-some' && discovered.length > 0;
  if (!isEnough && unasked.length > 0) return failed(unaskedFailure(unasked));
  const nodes = await readNodesFrom(context, discovered, cluster);
  const placed = discovered.map(({ runner, discovery }) => ({
    runner,
    discovery: placedBy(nodes.found, discovery, {
      cluster,
      name: runner.server,
      bootIds: discovered.map((each) => each.discovery.bootId),
    }),
  }));
  const readings = allOrFirst(
    await Promise.all(
      placed.map(({ runner, discovery }) =>
        readServer(context, runner, { discovery, distribution, roles: rolesOf(discovery, nodes.found) }),
      ),
    ),
  );
  if (!readings.ok) return readings;
  const servers = readings.value.map(({ facts, tokenHash }) => ({
    ...facts,
    tokenSameAs: sameToken(readings.value, tokenHash),
  }));
  const shared = await readShared(context, fleet, {
    distribution,
    servers,
    leavesOut: leftOut.value.length + unasked.length > 0,
    triesUpdates,
  });
  const facts: ClusterFacts = {
    cluster: cluster.name,
    distribution,
    servers,
    leftOut: [...leftOut.value, ...unasked.map(notAsked)],
    nodes: nodes.found,
    ...shared,
    unanswered: [...nodes.unanswered, ...readings.value.flatMap(({ unanswered }) => unanswered), ...shared.unanswered],
  };
  emit?.({ type: 'facts-gathered', facts });
  return success({ facts, unasked });
}

function unaskedFailure(servers: ServersUnasked['servers']): Failure {
  const [first, another] = servers;
  return first !== undefined && another === undefined ? first.failure : { kind: 'servers-unasked', servers };
}

function notAsked({ name, failure }: ServersUnasked['servers'][number]): LeftOutServer {
  const address = 'address' in failure ? failure.address : name;
  return { name, tried: { address, reason: 'reason' in failure ? failure.reason : failure.kind } };
}

/** Facts of one server alone. The roles are the roles known before, or the roles in its configuration. */
export async function gatherServer(input: {
  readonly context: StepContext;
  readonly cluster: Cluster;
  readonly runner: Runner;
  readonly roles?: readonly Role[];
}): Promise<Result<ServerReading>> {
  const { context, cluster, runner } = input;
  const discovery = await discover(context, runner, cluster.distribution);
  if (!discovery.ok) return discovery;
  const roles = input.roles ?? discovery.value.configuredRoles;
  return readServer(context, runner, { discovery: discovery.value, distribution: cluster.distribution, roles });
}

async function readNodesFrom(
  context: StepContext,
  servers: readonly Discovered[],
  cluster: Cluster,
): Promise<{ readonly found: readonly NodeFacts[]; readonly unanswered: readonly ServerFailure[] }> {
  const unanswered: ServerFailure[] = [];
  const candidates = servers.filter(({ discovery }) => discovery.configuredRoles.includes('control-plane'));
  for (const { runner, discovery } of candidates) {
    const target = { url: discovery.apiserverUrl, dataDir: discovery.dataDir };
    const nodes = await readNodes(context, runner, target, cluster.distribution);
    if (nodes.ok) return { found: nodes.value, unanswered: [] };
    unanswered.push(nodes.failure);
  }
  return { found: [], unanswered };
}

function sameToken(readings: readonly ServerReading[], tokenHash: string | undefined): string | undefined {
  return tokenHash === undefined ? undefined : readings.find((other) => other.tokenHash === tokenHash)?.facts.name;
}

/**
 * A server with the name of its Node and its running settings. The Node with the server's boot id is its own, under any
 * name (`with-node-id`, a name from the cloud's metadata). Several hosts with one boot id are containers of one
 * machine, and the boot id cannot separate them.
 */
function placedBy(
  nodes: readonly NodeFacts[],
  discovery: Discovery,
  known: { readonly cluster: Cluster; readonly name: string; readonly bootIds: readonly (string | undefined)[] },
): Discovery {
  const { cluster, name, bootIds } = known;
  const [ofBoot, another] = nodes.filter(({ bootId }) => bootId !== undefined && bootId === discovery.bootId);
  const isAlone = another === undefined && bootIds.filter((id) => id === discovery.bootId).length === 1;
  const written = cluster.servers.find((server) => server.name === name)?.nodeName;
  const nodeName = (isAlone ? ofBoot?.name : undefined) ?? written ?? discovery.nodeName;
  const running = nodes.find((node) => node.name === nodeName)?.runningWith;
  return { ...(running === undefined ? discovery : asRunning(discovery, running, cluster.distribution)), nodeName };
}

/** The roles of a server, from the labels of its Node, or without a Node from its configuration. */
function rolesOf(discovery: Discovery, nodes: readonly NodeFacts[]): ServerFacts['roles'] {
  return nodes.find(({ name }) => name === discovery.nodeName)?.roles ?? discovery.configuredRoles;
}
