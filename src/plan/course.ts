import type { RotationPolicy } from '../model/cluster.ts';
import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Course, CourseDatastore, RollServer, Strategy, StrategyWish } from '../model/strategy.ts';
import { strategyChecks } from './checks/strategy.ts';
import { activeKeyOf, controlPlanes, datastoreIn, nodeOf, takesCopies } from './fact-reading.ts';

/** What a course is chosen from. */
export interface CourseInput extends StrategyWish {
  readonly facts: ClusterFacts;
  readonly policy: RotationPolicy;
}

/**
 * The server that runs the stage commands: the bootstrap server when it is a control-plane server, else the first Ready
 * control-plane server in inventory order (failures.md 7.1, 4). `undefined` when there is none.
 */
export function chooseLeader(facts: ClusterFacts): ServerFacts | undefined {
  const candidates = controlPlanes(facts);
  return (
    candidates.find((server) => server.bootstrap) ?? candidates.find((server) => nodeOf(facts, server)?.ready === true)
  );
}

/** Order of every roll: etcd-only servers (the bootstrap server first), the leader, the followers (failures.md 3). */
export function rollOrder(facts: ClusterFacts, leader: string): readonly RollServer[] {
  const etcdOnly = facts.servers.filter((server) => !server.roles.includes('control-plane'));
  const bootstrapFirst = [
    ...etcdOnly.filter((server) => server.bootstrap),
    ...etcdOnly.filter((server) => !server.bootstrap),
  ];
  const planes = controlPlanes(facts);
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
 * The strategy that was asked for, or the one that fits: `staged`, and `rotate-keys` only where nothing else works (secretbox). With one
 * control-plane server, too: a rewrite that the engine gives up half-way, for example at a Secret that was deleted meanwhile (measured.md 9),
 * is begun anew there, and after `rotate-keys` it cannot be.
 */
export function resolveStrategy(input: CourseInput): Strategy {
  const choice = input.strategy ?? input.policy.strategy;
  if (choice !== 'auto') return choice;
  const isSecretbox = controlPlanes(input.facts).some((server) => activeKeyOf(server)?.provider === 'secretbox');
  return isSecretbox ? 'rotate-keys' : 'staged';
}

function courseDatastore(facts: ClusterFacts): CourseDatastore {
  const datastore = datastoreIn(facts);
  if (datastore?.kind !== 'kine') return datastore?.kind ?? 'etcd';
  return datastore.database === 'sqlite' ? 'sqlite' : 'kine';
}

/**
 * The order for a rotation that somebody else began: a follower goes before the leader. A server takes the credential files of the datastore when
 * it starts; a leader whose own are newer, because a save failed (failures.md A4), would not start any more, and its file may be the only one
 * with the new key. A follower can: with older files than the leader's it stays behind, its gate does not hold, and the leader is left alone.
 */
export function followerFirst(order: readonly RollServer[]): readonly RollServer[] {
  const first = order.find(({ part }) => part === 'follower');
  if (first === undefined) return order;
  return order
    .filter((server) => server !== first)
    .flatMap((server) => (server.part === 'leader' ? [first, server] : [server]));
}

/** The course for a given strategy and leader; nothing is checked. */
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
    controlPlanes: controlPlanes(facts).length > 1 ? 'several' : 'single',
    order: rollOrder(facts, leader),
    apiserverReload: facts.distribution === 'k3s' ? 'at-restart' : policy.apiserverReload,
    datastore: courseDatastore(facts),
    snapshot: policy.snapshot && takesCopies(facts),
    freezeWrites,
  };
}

/** Chooses strategy, leader and order. Fails with `preflight-refused` when the wanted strategy cannot be had. */
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
