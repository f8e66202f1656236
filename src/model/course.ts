/**
 * The servers, gates and counts of a course (design.md, "Strategy" and "Gates"; measured.md 2). The charts and the step list both use these
 * functions, so that a plan cannot promise more than the charts do.
 */
import type { StageCommand } from './encryption.ts';
import type { Entry } from './entry.ts';
import type { CensusPoint, Gate } from './step.ts';
import type { Course, Rewrite, Roll, RollServer } from './strategy.ts';
import { unreachable } from './unreachable.ts';

/** The gates of an apiserver, which must use the file on disk and write with the expected key. */
export const LOADED_GATES: readonly Gate[] = ['loaded', 'canary'];

const HEALTH_GATES: readonly Gate[] = ['unit', 'node', 'apiserver', 'etcd', 'stage'];

/** The gates of a restarted server before the next restart. An etcd-only server has no apiserver and no stage, and kine has no members. */
export function healthGatesOf(server: RollServer, asksEtcd: boolean): readonly Gate[] {
  return HEALTH_GATES.filter((gate) => {
    if (gate === 'etcd') return asksEtcd;
    return hasApiserver(server) || (gate !== 'apiserver' && gate !== 'stage');
  });
}

/** Whether the cluster has an etcd, whose members and alarms gate every restart. kine has neither. */
export function asksEtcd({ datastore }: Course): boolean {
  return datastore === 'etcd' || datastore === 'external-etcd';
}

/** Control-plane servers have an apiserver, a stage and keys. */
export function hasApiserver({ part }: RollServer): boolean {
  return part !== 'etcd-only';
}

/** The control-plane servers in the order of a roll. */
export function controlPlanesOf({ order }: Course): readonly RollServer[] {
  return order.filter(hasApiserver);
}

/** The control-plane servers that do not run the stage commands. */
export function followersOf({ order }: Course): readonly RollServer[] {
  return order.filter(({ part }) => part === 'follower');
}

/** The control-plane server that gets a second copy of a new key, or `undefined` if the leader is the only control-plane server. */
export function secondHolder(course: Course): RollServer | undefined {
  return followersOf(course)[0];
}

/** The leader of a course. A missing leader (`undefined`) is a bug, which the charts must not answer with a throw. */
export function findLeader({ order }: Course): RollServer | undefined {
  return order.find(({ part }) => part === 'leader');
}

/** The leader of a course. A course without a leader is a bug. */
export function leaderOf(course: Course): RollServer {
  const leader = findLeader(course);
  if (leader === undefined) throw new Error('a course without a leader');
  return leader;
}

/** The server that takes the snapshots, which is the leader if the leader has etcd (failures.md 5.6: never two at a time). */
export function snapshotServer(course: Course): RollServer {
  const leader = leaderOf(course);
  return [leader, ...course.order].find(({ hasEtcd }) => hasEtcd) ?? leader;
}

/** Whether each apiserver's container is stopped after the restart of the server. */
export function restartsContainers({ apiserverReload }: Course): boolean {
  return apiserverReload === 'restart-container';
}

/**
 * Whether a server proves `loaded` before the next restart. A restarting apiserver stays down with a bad file, and must stop the roll. With
 * container restarts every server proves `loaded`, and with K3s only the first server. A polling apiserver continues with its present file, and
 * the next server need not wait.
 */
export function isProvedAlone(course: Course, server: RollServer): boolean {
  const { apiserverReload } = course;
  switch (apiserverReload) {
    case 'at-restart':
      return controlPlanesOf(course)[0]?.name === server.name;
    case 'restart-container':
      return hasApiserver(server);
    case 'wait':
      return false;
    default:
      return unreachable(apiserverReload);
  }
}

/** The servers whose `loaded` is awaited side by side after all restarts, because the servers did not prove `loaded` during the roll. */
export function provedTogether(course: Course): readonly RollServer[] {
  return controlPlanesOf(course).filter((server) => !isProvedAlone(course, server));
}

/**
 * The census required before a server restarts, or `undefined` for none. The old key leaves a server only when no Secret needs the old key. If
 * followers have both keys, a count of zero precedes the whole roll (`before-roll`), and the last follower is the last holder. Otherwise each
 * server gets its own count. Such a server has only the old key, at least on disk, or is the leader with only the new key. With one Secret under
 * another key the server's restarted apiserver would never be ready again (measured.md 1, real-engine.md 3).
 */
export function censusBefore(course: Course, roll: Roll, { name }: RollServer): CensusPoint | undefined {
  if (roll !== 'reencrypt_finished') return undefined;
  if (!keepsOldOnFollowers(course)) return `before:${name}`;
  return followersOf(course).at(-1)?.name === name ? 'last-holder' : undefined;
}

/**
 * The census required before a server's apiserver container is stopped. A stopped apiserver loses the keys in its memory, and the restart of the
 * service has made the earlier count old.
 */
export function censusBeforeContainer(course: Course, roll: Roll, server: RollServer): CensusPoint | undefined {
  const isStopped = restartsContainers(course) && hasApiserver(server);
  return isStopped && censusBefore(course, roll, server) !== undefined ? `before-container:${server.name}` : undefined;
}

/** A single control plane keeps the old key until the census. In other clusters the followers keep the old key. */
export function keepsOldFirst({ strategy, controlPlanes }: Course): boolean {
  return strategy === 'staged' && controlPlanes === 'single';
}

/** Followers still hold both keys after the leader has dropped the old key. Counting and repair happen at this point. */
export function keepsOldOnFollowers({ strategy, controlPlanes }: Course): boolean {
  return strategy === 'staged' && controlPlanes === 'several';
}

/** Whether followers take both keys while `rotate-keys` goes on. */
export function rollsEarly({ earlyRoll }: Course): boolean {
  return earlyRoll === true;
}

/** Whether a follower of the early roll proves `loaded` before the next restart. An apiserver that restarted has loaded its file at once. */
export function isProvedEarly({ apiserverReload }: Course): boolean {
  return apiserverReload !== 'wait';
}

/**
 * The gates that a server proves before the next server restarts. In an early roll the leader's apiserver may not yet know the new key. A canary
 * under the new key would then make every list of Secrets through the leader fail, so the canaries follow when every apiserver has loaded both keys.
 */
export function gatesProvedAlone(roll: Roll): readonly Gate[] {
  return roll === 'early' ? ['loaded'] : LOADED_GATES;
}

/** The stage command that requests a rewrite. `rotate-keys` requests its own rewrite. */
export function rewriteCommand({ strategy }: Course, rewrite: Rewrite): StageCommand {
  if (strategy === 'rotate-keys') return 'rotate-keys';
  return rewrite === 'keep-old' ? 'reencrypt-skip' : 'reencrypt';
}

/** Whether the course has the entry's state. Continuing without the state could send a command of another strategy. */
export function isEntryOf(course: Course, entry: Entry): boolean {
  if ('early' in entry && entry.early !== undefined && !rollsEarly(course)) return false;
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
