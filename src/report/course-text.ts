import {
  asksEtcd,
  controlPlanesOf,
  findLeader,
  followersOf,
  leaderOf,
  rollsEarly,
  secondHolder,
} from '../model/course.ts';
import type { Plan } from '../model/plan.ts';
import type { ApiserverReload, Course } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';
import { listed } from './units.ts';

/** The reasons for the course, in short paragraphs. */
export function courseText({
  course,
  entry,
  backupReference,
}: Pick<Plan, 'course' | 'entry' | 'backupReference'>): readonly string[] {
  const leader = findLeader(course)?.name ?? '';
  const etcdOnly = course.order.filter(({ part }) => part === 'etcd-only').map(({ name }) => name);
  const planes = controlPlanesOf(course).map(({ name, part }) => (part === 'leader' ? `${name} (leader)` : name));
  const order = [...(etcdOnly.length > 0 ? [`${listed(etcdOnly)} (etcd only)`] : []), ...planes];
  const isLeaderFirst = controlPlanesOf(course)[0]?.part === 'leader';
  const isUnproven = entry.at !== 'start' && followersOf(course).length === 0;
  return [
    strategyText(course, leader),
    course.order.length === 1
      ? aloneText(course, isUnproven)
      : `Every roll restarts one server at a time, in this order: ${order.join(', ')}. The next server is touched only when the previous one is healthy and every other server serves${asksEtcd(course) ? ', with etcd whole' : ''}${isUnproven ? '' : ', and the first one only when the engine has saved its files in the datastore'}.`,
    ...(isLeaderFirst
      ? []
      : [
          `${planes[0] ?? ''} goes before the leader, because nobody here knows whether the engine saved the files of ${leader} in the datastore: a server takes them from there when it starts. If it did not, ${planes[0] ?? ''} stays as it is, and ${leader} is not restarted.`,
        ]),
    ...(isUnproven ? [unprovenSaveText(leader)] : []),
    reloadText(course.apiserverReload),
    secondCopyText(course, leader),
    ...backupText(course, backupReference),
  ];
}

/** With one server nobody else serves while its apiserver is away (real-engine.md 1). */
function aloneText(course: Course, isUnproven: boolean): string {
  const away = {
    'at-restart': ` Its apiserver restarts with it: for those seconds the API of the cluster is away.`,
    'restart-container': ` Its kube-apiserver container is stopped after that: for those seconds the API of the cluster is away.`,
    wait: '',
  };
  const saved = isUnproven ? '' : ', when the engine has saved its files in the datastore';
  return `Every roll restarts ${leaderOf(course).name}, the only server${saved}.${away[course.apiserverReload]}`;
}

/**
 * Another operator or tool sent the last command. Only a follower that takes the files could prove the save, and this
 * cluster has no follower.
 */
function unprovenSaveText(leader: string): string {
  return `That the engine saved the files of the command before is not proved here: keyturn did not send it, and there is no other control-plane server that would take them. The log of the service on ${leader} is read for a save that failed. Where it no longer tells, and the save did fail, ${leader} refuses to start after its first restart; its files, the sealed copies and every Secret stay as they are.`;
}

/** How the apiservers load the file spread by a roll. */
function reloadText(reload: ApiserverReload): string {
  switch (reload) {
    case 'at-restart':
      return "Each apiserver is part of its server's service, and loads the new file when that starts.";
    case 'restart-container':
      return 'Each kube-apiserver container is restarted after its server, so that it loads the new file at once.';
    case 'wait':
      return 'A restart of the service leaves its apiserver running; each apiserver picks up the new file on its own within about a minute. The servers of a roll do not wait for each other in this: when all have restarted, the run waits until every apiserver has loaded its file and written a canary, and only then goes on.';
    default:
      return unreachable(reload);
  }
}

/** The place of the second copy of the new key, besides the leader's own, and its way to that place. */
function secondCopyText(course: Course, leader: string): string {
  const holder = secondHolder(course)?.name;
  return holder === undefined
    ? `As soon as there is a new key, a copy of it is sealed on ${leader}, root only. There is no other control-plane server to keep a second copy on.`
    : `As soon as there is a new key, a copy of it is sealed on ${leader} and a second one on ${holder}, root only: it goes there over SSH through the memory of this process, and is neither printed nor stored here.`;
}

/**
 * The backup to return to. The text is empty if the engine takes its own snapshots, because snapshots are steps of the
 * plan.
 */
function backupText({ datastore, snapshot }: Course, reference: string | undefined): readonly string[] {
  if (snapshot) return datastore === 'sqlite' ? [SQLITE_COPIES] : [];
  if (reference !== undefined)
    return [`The backup of the datastore is not taken by keyturn. The operator names it: ${reference}`];
  return ['No snapshots of the datastore are taken, as the inventory says (rotation.snapshot: false).'];
}

const SQLITE_COPIES =
  'The database is copied on its own host before the first change and after the proof, by SQLite itself and readable by root only. It holds every Secret as it is stored, under the old key, too: delete the copies when they are not needed any more.';

function strategyText(course: Course, leader: string): string {
  if (course.strategy === 'staged') {
    return course.controlPlanes === 'single'
      ? `Strategy staged: ${leader} is the only control-plane server, so the old key is kept until every Secret is proven to be under the new one; only then is it dropped.`
      : `Strategy staged: every server first learns to read the new key, then to write with it, and only then are the Secrets rewritten on ${leader}. The old key leaves the last server when the datastore holds no Secret under it.`;
  }
  if (rollsEarly(course)) return earlyRollText(course, leader);
  return course.controlPlanes === 'single'
    ? `Strategy rotate-keys: ${leader} is the only control-plane server; one command makes a new key, rewrites all Secrets and drops the old key.${course.freezeWrites ? '' : ' A Secret that is deleted meanwhile makes the engine give up half-way: --freeze-writes refuses deletions until then.'}`
    : `Strategy rotate-keys: one command on ${leader} makes a new key, rewrites all Secrets and drops the old key there; the others learn of it when they restart.`;
}

/** The followers restart twice, and the first time never before the engine has saved both keys (real-engine.md 7). */
function earlyRollText(course: Course, leader: string): string {
  const followers = listed(followersOf(course).map(({ name }) => name));
  return `Strategy rotate-keys: one command on ${leader} makes a new key, rewrites all Secrets and drops the old key there. As soon as both keys are in the datastore, ${followers} restart one at a time while the rewrite goes on, and take both keys; ${leader} is not restarted then, which would end the rewrite. Where the rewrite ends first, no more of them restart until the last roll.`;
}

/**
 * What an operator has to know about `rotate-keys` with followers (measured.md 1), or `undefined` for any other course.
 */
export function writeWindowText({ course, entry }: Pick<Plan, 'course' | 'entry'>): string | undefined {
  if (course.strategy !== 'rotate-keys' || course.controlPlanes === 'single') return undefined;
  const followers = followersOf(course).map(({ name }) => name);
  const isBegun = entry.at !== 'start';
  if (rollsEarly(course)) return earlyFreezeText(course, isBegun);
  if (course.freezeWrites) {
    return (
      `WRITES FROZEN: ${isBegun ? 'before the first restart' : 'before the command is sent'}, every apiserver is made to refuse CREATE, UPDATE and DELETE of Secrets from everybody, the servers' own ` +
      "supervisors among them, and to let through only the engine's rewrite, which changes nothing: so none can land under the old key, and none that is gone ends " +
      `the rewrite. DELETE is allowed again when all are rewritten. Until ${listed(followers)} ${followers.length === 1 ? 'has' : 'have'} restarted and one more count found nothing ` +
      'under the old key, whatever writes Secrets gets an error and must retry, and reads of rewritten Secrets through them fail. A namespace that is deleted meanwhile stays ' +
      'Terminating, and a node that joins waits. A run that stops in between leaves writes refused, says so, and lifts the refusal when it is resumed.'
    );
  }
  return (
    `WRITE WINDOW: ${isBegun ? 'already, and' : 'from the moment the command begins'} until ${listed(followers)} ${followers.length === 1 ? 'has' : 'have'} restarted, ` +
    'a Secret that is written through one of them is stored under the old key. Meanwhile reads of rewritten Secrets through them fail, and one ' +
    'such Secret makes every list fail. keyturn counts straight before each restart, that of the leader too, and where it finds one it stops for a person to decide (exit code 5): no server ' +
    'has both keys then, so none can rewrite it. A Secret that lands after the last count can be lost: 40 % of those written in the window were, when measured without these counts. ' +
    'Stop everything that writes Secrets first; with aescbc keys, --strategy staged has no such window.'
  );
}

function earlyFreezeText(course: Course, isBegun: boolean): string {
  const followers = followersOf(course).map(({ name }) => name);
  const have = followers.length === 1 ? 'has' : 'have';
  return (
    `WRITES FROZEN: ${isBegun ? 'before the first restart' : 'before the command is sent'}, every apiserver is made to refuse CREATE, UPDATE and DELETE of Secrets from everybody, the servers' own ` +
    "supervisors among them, and to let through only the engine's rewrite, which changes nothing. CREATE and UPDATE are allowed again as soon as " +
    `${listed(followers)} ${have} restarted beside the rewrite and every apiserver has loaded both keys; DELETE when all Secrets are rewritten, because the engine gives up at one that is gone. ` +
    `Where the rewrite ends first, all of it stays refused until ${listed(followers)} ${have} restarted once more and one more count found nothing under the old key; the run says so. ` +
    'Meanwhile whatever writes Secrets gets an error and must retry, and reads of rewritten Secrets through a follower that has not restarted fail. A run that stops in between says what stays refused, and lifts it when it is resumed.'
  );
}
