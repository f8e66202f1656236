/**
 * What a course says of its servers, its gates and its counts (design.md, "Strategy" and "Gates"; measured.md 2). The charts go by it and
 * the step list is made from it, so that a plan cannot promise what the charts do not do.
 */
import type { StageCommand } from './encryption.ts';
import type { Entry } from './entry.ts';
import type { CensusMoment, Gate } from './step.ts';
import type { Course, Rewrite, Roll, RollServer } from './strategy.ts';
import { unreachable } from './unreachable.ts';

/** What an apiserver must show: it uses the file on its disk, and it writes with the expected key. */
export const LOADED_GATES: readonly Gate[] = ['loaded', 'canary'];

const HEALTH_GATES: readonly Gate[] = ['unit', 'node', 'apiserver', 'etcd', 'stage'];

/** What a restarted server must show before the next one may be touched. An etcd-only server has no apiserver and no stage, kine no members. */
export function healthGatesOf(server: RollServer, asksEtcd: boolean): readonly Gate[] {
  return HEALTH_GATES.filter((gate) => {
    if (gate === 'etcd') return asksEtcd;
    return hasApiserver(server) || (gate !== 'apiserver' && gate !== 'stage');
  });
}

/** There is an etcd, whose members and alarms gate every restart. kine has neither. */
export function asksEtcd({ datastore }: Course): boolean {
  return datastore === 'etcd' || datastore === 'external-etcd';
}

/** Control-plane servers have an apiserver, a stage and keys. */
export function hasApiserver({ part }: RollServer): boolean {
  return part !== 'etcd-only';
}

/** The control-plane servers in the order of a roll. */
export function planesOf({ order }: Course): readonly RollServer[] {
  return order.filter(hasApiserver);
}

/** The control-plane servers that do not run the stage commands. */
export function followersOf({ order }: Course): readonly RollServer[] {
  return order.filter(({ part }) => part === 'follower');
}

/** The control-plane server that gets a second copy of a new key; `undefined`: there is no other than the leader. */
export function secondHolder(course: Course): RollServer | undefined {
  return followersOf(course)[0];
}

/** The leader of a course. `undefined` is a bug, which the charts must not answer with a throw. */
export function findLeader({ order }: Course): RollServer | undefined {
  return order.find(({ part }) => part === 'leader');
}

/** The leader of a course. Every course has one: anything else is a bug. */
export function leaderOf(course: Course): RollServer {
  const leader = findLeader(course);
  if (leader === undefined) throw new Error('a course without a leader');
  return leader;
}

/** The one that takes the snapshots: the leader where it has etcd (failures.md 5.6: never two at a time). */
export function snapshotServer(course: Course): RollServer {
  const leader = leaderOf(course);
  return [leader, ...course.order].find(({ hasEtcd }) => hasEtcd) ?? leader;
}

/** Each apiserver's container is stopped after its server. */
export function restartsContainers({ apiserverReload }: Course): boolean {
  return apiserverReload === 'restart-container';
}

/**
 * Whether a server proves `loaded` before the next one goes. Where an apiserver restarts, a bad file keeps it down, and must stop the roll: with
 * containers at each of them, with K3s at the first. Where it polls, it goes on with the file that it has, and the next server needs not wait.
 */
export function isProvedAlone(course: Course, server: RollServer): boolean {
  const { apiserverReload } = course;
  switch (apiserverReload) {
    case 'at-restart':
      return planesOf(course)[0]?.name === server.name;
    case 'restart-container':
      return hasApiserver(server);
    case 'wait':
      return false;
    default:
      return unreachable(apiserverReload);
  }
}

/** The servers whose `loaded` is awaited side by side when all have restarted: those that did not prove it on the way. */
export function provedTogether(course: Course): readonly RollServer[] {
  return planesOf(course).filter((server) => !isProvedAlone(course, server));
}

/**
 * What must be counted before a server restarts; `undefined`: nothing. The old key leaves a server only when no Secret needs it. Where followers
 * have both keys, a count of zero comes before the whole roll (`before-roll`), and the last of them is the last holder. Elsewhere each server is
 * counted for: the old key alone is on it, on its disk at least, or it is the leader, which has the new key alone; with one Secret under another
 * key its apiserver, once restarted, is never ready again (measured.md 1, real-engine.md 3).
 */
export function censusBefore(course: Course, roll: Roll, { name }: RollServer): CensusMoment | undefined {
  if (roll !== 'reencrypt_finished') return undefined;
  if (!keepsOldOnFollowers(course)) return `before:${name}`;
  return followersOf(course).at(-1)?.name === name ? 'last-holder' : undefined;
}

/**
 * What must be counted before a server's apiserver container is stopped: an apiserver gives away the keys that it has in memory, and what was
 * counted before its service restarted is as old as that took.
 */
export function censusBeforeContainer(course: Course, roll: Roll, server: RollServer): CensusMoment | undefined {
  const isStopped = restartsContainers(course) && hasApiserver(server);
  return isStopped && censusBefore(course, roll, server) !== undefined ? `before-container:${server.name}` : undefined;
}

/** A single control plane keeps the old key until the census; elsewhere followers keep it. */
export function keepsOldFirst({ strategy, controlPlanes }: Course): boolean {
  return strategy === 'staged' && controlPlanes === 'single';
}

/** Followers still hold both keys when the leader has dropped the old one: the moment to count and repair. */
export function keepsOldOnFollowers({ strategy, controlPlanes }: Course): boolean {
  return strategy === 'staged' && controlPlanes === 'several';
}

/** The stage command that asks for a rewrite. `rotate-keys` asks for its own. */
export function rewriteCommand({ strategy }: Course, rewrite: Rewrite): StageCommand {
  if (strategy === 'rotate-keys') return 'rotate-keys';
  return rewrite === 'keep-old' ? 'reencrypt-skip' : 'reencrypt';
}

/** Whether the course has this state. Going on where it has none could send a command of another strategy. */
export function isEntryOf(course: Course, entry: Entry): boolean {
  switch (entry.at) {
    case 'start':
    case 'reencrypt_finished':
      return true;
    case 'prepare':
    case 'rotate':
      return course.strategy === 'staged';
    case 'before-drop':
      return keepsOldFirst(course);
    case 'reencrypt_active':
      return entry.rewrite === 'drop-old' || keepsOldFirst(course);
    default:
      return unreachable(entry);
  }
}
