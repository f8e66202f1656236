import type { RotationPolicy } from '../model/cluster.ts';
import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Course, CourseDatastore, RollServer, Strategy, StrategyWish } from '../model/strategy.ts';
import { strategyChecks } from './checks/strategy.ts';
import { activeKeyOf, controlPlaneServers, datastoreIn, nodeOf, takesCopies } from './fact-reading.ts';

/** Input for the choice of a course. */
export interface CourseInput extends StrategyWish {
  readonly facts: ClusterFacts;
  readonly policy: RotationPolicy;
}

/**
 * Chooses the server that runs the stage commands. The bootstrap server is preferred if it is a control-plane server, then the first Ready
 * control-plane server in inventory order (failures.md 7.1, 4). Returns `undefined` without such a server.
 */
export function chooseLeader(facts: ClusterFacts): ServerFacts | undefined {
  const candidates = controlPlaneServers(facts);
  return (
    candidates.find((server) => server.bootstrap) ?? candidates.find((server) => nodeOf(facts, server)?.ready === true)
  );
}

/** Order of every roll. Etcd-only servers come first (the bootstrap server leading), then the leader, then the followers (failures.md 3). */
export function rollOrder(facts: ClusterFacts, leader: string): readonly RollServer[] {
  const etcdOnly = facts.servers.filter((server) => !server.roles.includes('control-plane'));
  const bootstrapFirst = [
    ...etcdOnly.filter((server) => server.bootstrap),
    ...etcdOnly.filter((server) => !server.bootstrap),
  ];
  const planes = controlPlaneServers(facts);
  return [
    ...bootstrapFirst.map(({ name }): RollServer => ({ name, part: 'etcd-only', hasEtcd: true })),
    ...planes.filter(({ name }) => name === leader).map((server) => rollServer(server, 'leader')),
    ...planes.filter(({ name }) => name !== leader).map((server) => rollServer(server, 'follower')),
  ];
}

function rollServer(server: ServerFacts, part: 'leader' | 'follower'): RollServer {
  return { name: server.name, part, hasEtcd: server.roles.includes('etcd') };
}

/**
 * The requested strategy, or the fitting strategy. `staged` is the default, and `rotate-keys` is chosen only where nothing else works
 * (secretbox). A single control-plane server also gets `staged`. After the engine aborts a rewrite, for example at a Secret deleted during the
 * rewrite (measured.md 9), `staged` can begin the rewrite again, and `rotate-keys` cannot.
 */
export function resolveStrategy(input: CourseInput): Strategy {
  const choice = input.strategy ?? input.policy.strategy;
  if (choice !== 'auto') return choice;
  const isSecretbox = controlPlaneServers(input.facts).some((server) => activeKeyOf(server)?.provider === 'secretbox');
  return isSecretbox ? 'rotate-keys' : 'staged';
}

function courseDatastore(facts: ClusterFacts): CourseDatastore {
  const datastore = datastoreIn(facts);
  if (datastore?.kind !== 'kine') return datastore?.kind ?? 'etcd';
  return datastore.database === 'sqlite' ? 'sqlite' : 'kine';
}

/**
 * The order for a foreign rotation, with a follower before the leader. A starting server copies the credential files of the datastore. If a save
 * failed (failures.md A4), a leader with newer files would no longer start, and its file may be the only copy of the new key. A follower with
 * older files starts but keeps its old stage, so the follower's gate fails before the leader is touched.
 */
export function followerFirst(order: readonly RollServer[]): readonly RollServer[] {
  const first = order.find(({ part }) => part === 'follower');
  if (first === undefined) return order;
  return order
    .filter((server) => server !== first)
    .flatMap((server) => (server.part === 'leader' ? [first, server] : [server]));
}

/** The course for a given strategy and leader, without checks. */
export function courseFor(input: {
  readonly facts: ClusterFacts;
  readonly policy: RotationPolicy;
  readonly strategy: Strategy;
  readonly leader: string;
  readonly freezeWrites: boolean;
}): Course {
  const { facts, policy, strategy, leader, freezeWrites } = input;
  return {
    strategy,
    controlPlanes: controlPlaneServers(facts).length > 1 ? 'several' : 'single',
    order: rollOrder(facts, leader),
    apiserverReload: facts.distribution === 'k3s' ? 'at-restart' : policy.apiserverReload,
    datastore: courseDatastore(facts),
    snapshot: policy.snapshot && takesCopies(facts),
    freezeWrites,
  };
}

/** Chooses strategy, leader and order. Fails with `preflight-refused` if the wanted strategy is impossible. */
export function chooseCourse(input: CourseInput): Result<Course> {
  const strategy = resolveStrategy(input);
  const leader = chooseLeader(input.facts);
  const checks = strategyChecks({ ...input, resolved: strategy });
  if (leader === undefined) {
    const noLeader = { id: 'leader', verdict: 'refuse', server: undefined, evidence: [], issues: [] } as const;
    return failed({ kind: 'preflight-refused', checks: [...checks, noLeader] });
  }
  if (checks.some(({ verdict }) => verdict === 'refuse')) return failed({ kind: 'preflight-refused', checks });
  const { facts, policy, freezeWrites } = input;
  return success(courseFor({ facts, policy, strategy, leader: leader.name, freezeWrites }));
}
