import type { RotationPolicy } from '../model/cluster.ts';
import { keyLabel, type KeyName } from '../model/encryption.ts';
import type { Entry } from '../model/entry.ts';
import type { Disagreement } from '../model/failures/run.ts';
import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Course, Strategy } from '../model/strategy.ts';
import { chooseLeader, courseFor, followerFirst } from './choose-course.ts';
import { controlPlaneServers } from './fact-reading.ts';
import { followerRanks, rankOf } from './locate/followers.ts';
import { keyCreatedAt } from './key-age.ts';
import { newKeyOf, observe, type Observed } from './locate/observed.ts';

/** An unfinished foreign rotation, and the course that continues the rotation. */
export interface Adoption {
  readonly course: Course;
  readonly entry: Entry;
  /** The outgoing key. */
  readonly oldKey: KeyName;
}

/**
 * Recognises a rotation without a journal of ours (failures.md 7.3). The signs are stage `prepare` or `rotate` on the leader, a running rewrite,
 * or a leader that has dropped the old key before a follower.
 * The leader is the server with the furthest stage, because a stage command changes its own server first.
 * Fails with `nothing-to-adopt` between rotations, and with `journal-disagrees` if continuing would be a guess.
 */
export function adopt(input: {
  readonly facts: ClusterFacts;
  readonly policy: RotationPolicy;
  /** Whether the operator wants writes of Secrets refused until the end of the rotation. */
  readonly freezeWrites: boolean;
}): Result<Adoption> {
  const { facts, policy } = input;
  const planes = controlPlaneServers(facts);
  const refuse = (disagreement: Disagreement): Result<never> =>
    failed({ kind: 'journal-disagrees', disagreement, evidence: evidenceOf(facts, planes) });
  const oldKey = outgoingKey(planes);
  if (oldKey === 'too-many') return refuse('unknown-key');
  if (oldKey === 'contradictory') return refuse('stages-inconsistent');
  if (oldKey === undefined) return failed({ kind: 'nothing-to-adopt', cluster: facts.cluster });
  const seen = planes.map((server) => observe(facts, server, oldKey));
  const leader = leadingServer(facts, seen);
  if (leader === undefined) return refuse('stages-inconsistent');
  const others = seen.filter(({ server }) => server !== leader.server);
  if (isAmbiguous(leader, others)) return refuse('rewrite-ambiguous');
  const state = stateOf(leader, others);
  if (state === undefined) return refuse(leader.consistent ? 'stages-inconsistent' : 'crashed-rewrite');
  const isAlone = others.every(({ layout }) => newKeyOf(layout) === undefined);
  if (state.entry.at === 'reencrypt_finished' && isAlone && !isWrittenWith(facts, leader)) {
    return refuse('stages-inconsistent');
  }
  const allowed = followerRanks(state.entry, state.strategy);
  const ranks = others.map(rankOf);
  if (ranks.some((rank) => rank === undefined || !allowed.includes(rank))) return refuse('stages-inconsistent');
  const course = courseFor({
    facts,
    policy,
    strategy: state.strategy,
    leader: leader.server,
    // Only `rotate-keys` freezes writes. If writes are frozen already, the initiator of the freeze is absent and cannot lift the freeze.
    freezeWrites: state.strategy === 'rotate-keys' && (input.freezeWrites || facts.writesFrozen === true),
  });
  return success({ course: { ...course, order: followerFirst(course.order) }, entry: state.entry, oldKey });
}

/**
 * A rewrite has ended, and no other server knows the new key. Without a Secret under the new key no rewrite took place, and this server alone
 * was restored. If other servers know the key, a rewrite without any result ran before the apiserver had loaded the file (measured.md 1b).
 */
function isWrittenWith({ census, servers }: ClusterFacts, leader: Observed): boolean {
  const key = servers.find(({ name }) => name === leader.server)?.encryption?.file?.keys[0];
  return key === undefined || census === undefined || census.total === 0 || (census.byKey[keyLabel(key)] ?? 0) > 0;
}

/**
 * The outgoing key of two keys in all. `undefined` means that every server has the same single key. `contradictory` means that any choice would
 * be a guess.
 */
function outgoingKey(planes: readonly ServerFacts[]): KeyName | 'too-many' | 'contradictory' | undefined {
  const files = planes.map(({ encryption }) => encryption?.file?.keys ?? []);
  const all = new Map(files.flat().map((key) => [keyLabel(key), key]));
  if (all.size > 2) return 'too-many';
  if (all.size < 2) return undefined;
  // A rotated file decides first, and its second key is the old key. In a prepared file the first key is the old key.
  const stages = planes.map(({ encryption }) => encryption?.state?.stage);
  const rotated = files.find((keys, index) => keys.length === 2 && stages[index] !== 'prepare');
  if (rotated?.[1] !== undefined) return rotated[1];
  const prepared = files.find((keys) => keys.length === 2);
  if (prepared?.[0] !== undefined) return prepared[0];
  return singleKeysDiffer(planes);
}

/**
 * In `rotate-keys` with followers the leader has only the new key, and every other server has only the old key. The new key has the younger name
 * and is in the file changed last. If name and file time disagree, the file was only touched or restored.
 */
function singleKeysDiffer(planes: readonly ServerFacts[]): KeyName | 'contradictory' | undefined {
  const changed = [...planes].sort((one, other) => changedAt(other) - changedAt(one));
  const keys = changed.flatMap(({ encryption }) => encryption?.file?.keys ?? []);
  const [newest] = keys;
  const older = keys.find((key) => newest !== undefined && keyLabel(key) !== keyLabel(newest));
  if (newest === undefined || older === undefined) return undefined;
  return madeAt(newest) > madeAt(older) ? older : 'contradictory';
}

/** Creation time in ms since the epoch. The first key of a cluster has no date in its name. */
function madeAt({ name }: KeyName): number {
  const createdAt = keyCreatedAt(name);
  return createdAt === undefined ? -Infinity : Date.parse(createdAt);
}

function changedAt(server: ServerFacts): number {
  return server.encryption?.file?.changedAtSeconds ?? 0;
}

function leadingServer(facts: ClusterFacts, seen: readonly Observed[]): Observed | undefined {
  const usual = chooseLeader(facts)?.name;
  const advance = (server: Observed): number => {
    const rank = rankOf(server);
    // A follower with both keys is behind the leader that rewrites, and behind the leader that has the new key alone.
    if (rank === 'both') return 2;
    return server.rewriting ? 2.5 : (rank ?? 2.5);
  };
  const furthest = Math.max(...seen.map(advance));
  const leading = seen.filter((server) => advance(server) === furthest);
  return leading.find(({ server }) => server === usual) ?? leading[0];
}

/**
 * On a single control plane `reencrypt` and `reencrypt --skip` look alike until the end. `reencrypt` drops the old key, and `--skip` keeps the
 * old key. Only the final stage shows the difference.
 */
function isAmbiguous(leader: Observed, others: readonly Observed[]): boolean {
  return others.length === 0 && leader.rewriting && leader.stage === 'rotate' && leader.layout.kind === 'new-old';
}

function stateOf(
  leader: Observed,
  others: readonly Observed[],
): { readonly entry: Entry; readonly strategy: Strategy } | undefined {
  const followersStaged = others.some((other) => rankOf(other) === 1 || rankOf(other) === 2);
  if (leader.rewriting) {
    const staged = leader.stage === 'rotate' || followersStaged;
    if (leader.layout.kind === 'old-new') return undefined;
    return { entry: { at: 'reencrypt_active', rewrite: 'drop-old' }, strategy: staged ? 'staged' : 'rotate-keys' };
  }
  // No process continues the rewrite. If only this server has keys, keyturn can finish the remaining work (failures.md 7.3).
  const wasCutOff = leader.layout.kind === 'new-old' && !leader.consistent && leader.stage !== 'rotate';
  if (wasCutOff && others.length === 0) {
    return { entry: { at: 'reencrypt_active', rewrite: 'drop-old' }, strategy: 'rotate-keys' };
  }
  switch (rankOf(leader)) {
    case 1:
      return { entry: { at: 'prepare' }, strategy: 'staged' };
    case 2:
      return { entry: { at: 'rotate' }, strategy: 'staged' };
    case 3:
      return { entry: { at: 'reencrypt_finished' }, strategy: followersStaged ? 'staged' : 'rotate-keys' };
    default:
      return undefined;
  }
}

function evidenceOf(facts: ClusterFacts, planes: readonly ServerFacts[]): readonly string[] {
  return planes.flatMap((server) => {
    const key = server.encryption?.file?.keys[0];
    return key === undefined ? [`server=${server.name}`, 'file=absent'] : observe(facts, server, key).evidence;
  });
}
