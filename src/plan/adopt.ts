import type { RotationPolicy } from '../model/cluster.ts';
import { keyLabel, type KeyName } from '../model/encryption.ts';
import type { Entry } from '../model/entry.ts';
import type { Disagreement } from '../model/failures/run.ts';
import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Course, Strategy } from '../model/strategy.ts';
import { chooseLeader, courseFor, followerFirst } from './course.ts';
import { controlPlanes } from './fact-reading.ts';
import { followerRanks, rankOf } from './locate/followers.ts';
import { keyCreatedAt } from './key-age.ts';
import { newKeyOf, observe, type Observed } from './locate/observed.ts';

/** Somebody's rotation, found half-done, and how it can be gone on with. */
export interface Adoption {
  readonly course: Course;
  readonly entry: Entry;
  /** The key that is on its way out. */
  readonly oldKey: KeyName;
}

/**
 * Recognises a rotation that no journal of ours tells of (failures.md 7.3): stage `prepare` or `rotate` on the leader, a rewrite
 * going on, or a leader that has dropped the old key while a follower has not.
 * The leader is the server that is furthest, because stage commands change their own server first.
 * Fails with `nothing-to-adopt` between rotations, and with `journal-disagrees` where going on would be a guess.
 */
export function adopt(input: {
  readonly facts: ClusterFacts;
  readonly policy: RotationPolicy;
  /** Whether the operator wants writes of Secrets refused until it is over. */
  readonly freezeWrites: boolean;
}): Result<Adoption> {
  const { facts, policy } = input;
  const planes = controlPlanes(facts);
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
    // Only `rotate-keys` has writes refused. Where they are already, whoever began it is not here to let them through again.
    freezeWrites: state.strategy === 'rotate-keys' && (input.freezeWrites || facts.writesFrozen === true),
  });
  return success({ course: { ...course, order: followerFirst(course.order) }, entry: state.entry, oldKey });
}

/**
 * A rewrite is over, and no other server knows its key: without a Secret under it there was no rewrite, and this server was restored on its
 * own. Where others know it, a rewrite that put nothing under it ran before its apiserver had loaded the file (measured.md 1b).
 */
function isWrittenWith({ census, servers }: ClusterFacts, leader: Observed): boolean {
  const key = servers.find(({ name }) => name === leader.server)?.encryption?.file?.keys[0];
  return key === undefined || census === undefined || census.total === 0 || (census.byKey[keyLabel(key)] ?? 0) > 0;
}

/** Two keys in all: one of them goes. `undefined`: every server has the same single key. `contradictory`: which one goes would be a guess. */
function outgoingKey(planes: readonly ServerFacts[]): KeyName | 'too-many' | 'contradictory' | undefined {
  const files = planes.map(({ encryption }) => encryption?.file?.keys ?? []);
  const all = new Map(files.flat().map((key) => [keyLabel(key), key]));
  if (all.size > 2) return 'too-many';
  if (all.size < 2) return undefined;
  // A file that is already rotated decides first: its second key is the old one. In a prepared file the first key is the old one.
  const stages = planes.map(({ encryption }) => encryption?.state?.stage);
  const rotated = files.find((keys, index) => keys.length === 2 && stages[index] !== 'prepare');
  if (rotated?.[1] !== undefined) return rotated[1];
  const prepared = files.find((keys) => keys.length === 2);
  if (prepared?.[0] !== undefined) return prepared[0];
  return singleKeysDiffer(planes);
}

/**
 * `rotate-keys` with followers: the leader has the new key alone, each other server the old one alone. The new key has the younger name, and
 * lies in the file that was changed last: a file that was only touched, or restored, shows by the two that disagree.
 */
function singleKeysDiffer(planes: readonly ServerFacts[]): KeyName | 'contradictory' | undefined {
  const changed = [...planes].sort((one, other) => changedAt(other) - changedAt(one));
  const keys = changed.flatMap(({ encryption }) => encryption?.file?.keys ?? []);
  const [newest] = keys;
  const older = keys.find((key) => newest !== undefined && keyLabel(key) !== keyLabel(newest));
  if (newest === undefined || older === undefined) return undefined;
  return madeAt(newest) > madeAt(older) ? older : 'contradictory';
}

/** ms since the epoch. The first key of a cluster has no date in its name. */
function madeAt({ name }: KeyName): number {
  const createdAt = keyCreatedAt(name);
  return createdAt === undefined ? -Infinity : Date.parse(createdAt);
}

function changedAt(server: ServerFacts): number {
  return server.encryption?.file?.changedAtSeconds ?? 0;
}

function leadingServer(facts: ClusterFacts, seen: readonly Observed[]): Observed | undefined {
  const usual = chooseLeader(facts)?.name;
  const advance = (server: Observed): number => (server.rewriting ? 2.5 : (rankOf(server) ?? 2.5));
  const furthest = Math.max(...seen.map(advance));
  const leading = seen.filter((server) => advance(server) === furthest);
  return leading.find(({ server }) => server === usual) ?? leading[0];
}

/**
 * On a single control plane `reencrypt` and `reencrypt --skip` look alike until they end: one waits for the old key to go, the other keeps
 * it. When it is over, the stage tells.
 */
function isAmbiguous(leader: Observed, others: readonly Observed[]): boolean {
  return others.length === 0 && leader.rewriting && leader.stage === 'rotate' && leader.layout.kind === 'new-old';
}

function stateOf(
  leader: Observed,
  others: readonly Observed[],
): { readonly entry: Entry; readonly strategy: Strategy } | undefined {
  const followersStaged = others.some((other) => (rankOf(other) ?? 0) > 0 && rankOf(other) !== 3);
  if (leader.rewriting) {
    const staged = leader.stage === 'rotate' || followersStaged;
    if (leader.layout.kind === 'old-new') return undefined;
    return { entry: { at: 'reencrypt_active', rewrite: 'drop-old' }, strategy: staged ? 'staged' : 'rotate-keys' };
  }
  // Nobody is at that rewrite any more. Where this server alone has keys, what it left undone can be done (failures.md 7.3).
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
