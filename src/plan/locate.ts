import { rollsEarly } from '../model/course.ts';
import { keyLabel, type StageCommand } from '../model/encryption.ts';
import type { Entry } from '../model/entry.ts';
import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import type { Disagreement } from '../model/failures/run.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Fingerprint, Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { controlPlaneServers, keysNobodyHas, strangersAmong } from './fact-reading.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { LeftOut } from './left-out.ts';
import { entryAt, type Units } from './locate/entry-at.ts';
import { followerRanks, rankOf } from './locate/followers.ts';
import { newKeyOf, observe, type Observed } from './locate/observed.ts';
import { knowsNewKey, maySent, readProgress, type JournalView } from './locate/progress.ts';

/** Input of `locate`. */
export interface LocateInput {
  /** All lines of the run's journal. */
  readonly journal: readonly JournalLine[];
  /** Gathered now. */
  readonly facts: ClusterFacts;
  /**
   * The states of the stage commands' transient units on the leader. A missing command counts as `absent`.
   * Read the units before the facts. The facts can then show the effect of a unit that still ran, but never miss the effect of an ended unit.
   */
  readonly units: Units;
  /** Servers that the run continues without. The default is the journal's list. */
  readonly leftOut?: LeftOut;
}

/**
 * Names the chart state where a run continues, from the leader's state, checked against the journal (failures.md 7.3). Fails with
 * `nothing-to-resume` if the journal has no run or only a finished run, and with `journal-disagrees` if cluster and journal contradict each
 * other. The disagreement `command-still-running` passes by itself, so ask again after the unit has ended.
 */
export function locate({ journal, facts, units, leftOut }: LocateInput): Result<Entry> {
  const view = readProgress(journal, leftOut);
  const last = journal.at(-1)?.record;
  if (view === undefined || (last?.kind === 'run-ended' && last.outcome === 'done')) {
    return failed({ kind: 'nothing-to-resume', cluster: facts.cluster });
  }
  const moved = serversMoved(view.plan, facts);
  if (moved.length > 0) return disagree('servers-changed', moved);
  const leader = facts.servers.find(({ name }) => name === view.plan.leader);
  if (leader === undefined) return disagree('servers-changed', [`leader=${view.plan.leader}`]);
  const seen = observe(facts, leader, view.plan.oldKey);
  const followers = followersOf(facts, leader).map((server) => observe(facts, server, view.plan.oldKey));
  const stranger = [seen, ...followers].find((server) => hasStranger(server, view));
  if (stranger !== undefined) return disagree('unknown-key', stranger.evidence);
  const foreign = Object.entries(units).find(([name, state]) => state === 'running' && !maySent(view, commandOf(name)));
  if (foreign !== undefined) return disagree('command-still-running', [`unit=${foreign[0]}`]);
  const found = entryAt(seen, view, units);
  if (!found.ok) return disagree(found.failure, seen.evidence);
  const missing = keysNobodyHas(facts);
  if (makesKeys(found.value) && missing.length > 0) {
    return disagree(
      'key-missing',
      missing.flatMap(({ label, secrets }) => [`key=${label}`, `secrets=${String(secrets)}`]),
    );
  }
  const odd = oddFollower(seen, followers, view, found.value);
  if (odd === undefined) return success(withEarlyRollEnd(found.value, followers, view));
  return disagree('stages-inconsistent', [...seen.evidence, ...odd.evidence]);
}

function commandOf(name: string): StageCommand {
  // `Object.entries` forgets the key type of `Units`.
  return name as StageCommand;
}

/** A key other than the old key and the key of this run. */
function hasStranger({ layout }: Observed, view: JournalView): boolean {
  if (layout.kind === 'strange') return true;
  const key = newKeyOf(layout);
  return key !== undefined && !knowsNewKey(view, key);
}

function oddFollower(
  leader: Observed,
  followers: readonly Observed[],
  view: JournalView,
  entry: Entry,
): Observed | undefined {
  const allowed = followerRanks(entry, view.plan.course.strategy);
  const key = newKeyOf(leader.layout);
  return followers.find((follower) => {
    const other = newKeyOf(follower.layout);
    if (key !== undefined && other !== undefined && keyLabel(key) !== keyLabel(other)) return true;
    const rank = rankOf(follower);
    return rank === undefined || !allowed.includes(rank);
  });
}

/**
 * Adds how the early roll ended. The journal shows whether writes were allowed again. Once the rewrite is over, the roll can only end in time if
 * every follower has both keys already.
 */
function withEarlyRollEnd(entry: Entry, followers: readonly Observed[], view: JournalView): Entry {
  if (!rollsEarly(view.plan.course)) return entry;
  if (entry.at !== 'reencrypt_active' && entry.at !== 'reencrypt_finished') return entry;
  if (view.done.has('allow-writes')) return { ...entry, early: 'thawed' };
  const isLate = entry.at === 'reencrypt_finished' && followers.some((follower) => rankOf(follower) !== 'both');
  return isLate ? { ...entry, early: 'late' } : entry;
}

/** Entries that still make a key or rewrite Secrets. A Secret that is unreadable now would be buried under the new key. */
function makesKeys({ at }: Entry): boolean {
  return at === 'start' || at === 'prepare' || at === 'rotate';
}

function followersOf(facts: ClusterFacts, leader: ServerFacts): readonly ServerFacts[] {
  return controlPlaneServers(facts).filter(({ name }) => name !== leader.name);
}

/**
 * Compares servers, their Nodes, roles and versions, and etcd's members with the plan. A member lost since the plan must not be accepted as
 * normal, because the next restart could remove the last member needed for quorum. Other functions judge stages and keys.
 */
function serversMoved(plan: Plan, facts: ClusterFacts): readonly string[] {
  const parts = ({ servers, etcdMembers }: Fingerprint): readonly string[] => [
    ...servers.map(({ name, nodeName, roles, version }) => `${name}=${nodeName} ${roles.join('+')} ${version}`),
    ...etcdMembers.map((member) => `etcd member ${member}`),
  ];
  const planned = parts(plan.fingerprint);
  const found = parts(fingerprintOf(facts));
  const strangers = strangersAmong(facts.nodes, plan.fingerprint.servers);
  return [
    ...strangers.map(({ name }) => `found: node ${name}`),
    ...planned.filter((part) => !found.includes(part)).map((part) => `planned: ${part}`),
    ...found.filter((part) => !planned.includes(part)).map((part) => `found: ${part}`),
  ];
}

function disagree(disagreement: Disagreement, evidence: readonly string[]): Result<never> {
  return failed({ kind: 'journal-disagrees', disagreement, evidence });
}
