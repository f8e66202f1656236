import type { Entry } from '../../../src/model/entry.ts';
import type { Gate } from '../../../src/model/step.ts';
import type { Course, Roll, RollServer } from '../../../src/model/strategy.ts';
import { lineOf, type Call } from './record.ts';

function worked({ reaction }: Call): boolean {
  return typeof reaction === 'object' && reaction.ok;
}

function countedZero(call: Call | undefined): boolean {
  const reaction = call?.reaction;
  return typeof reaction === 'object' && reaction.ok && 'stragglers' in reaction && reaction.stragglers === 0;
}

function controlPlanesOf({ order }: Course): readonly RollServer[] {
  return order.filter(({ part }) => part !== 'etcd-only');
}

function leaderOf({ order }: Course): string {
  return order.find(({ part }) => part === 'leader')?.name ?? '';
}

function gatesOf({ part }: RollServer): readonly Gate[] {
  return part === 'etcd-only' ? ['unit', 'node', 'etcd'] : ['unit', 'node', 'apiserver', 'etcd', 'stage'];
}

/** Asked and answered well, in the calls before. */
type Seen = (line: string) => boolean;

function isHealthy(seen: Seen, course: Course, roll: Roll, server: RollServer): boolean {
  const of = `${roll} ${server.name}`;
  const gates = gatesOf(server);
  const container = course.apiserverReload === 'restart-container' && server.part !== 'etcd-only';
  return (
    seen(`requestRestart ${of}`) &&
    gates.every((gate) => seen(`awaitGate ${of} ${gate}`)) &&
    seen(`holdStable ${of} ${gates.join('+')}`) &&
    (!container || seen(`restartApiserver ${of}`))
  );
}

function isLoaded(seen: Seen, course: Course, roll: Roll, server: RollServer): boolean {
  const together = controlPlanesOf(course)
    .filter((_, index) => index > 0 || course.apiserverReload === 'wait')
    .map(({ name }) => name);
  const alone = seen(`awaitGate ${roll} ${server.name} loaded`) && seen(`awaitGate ${roll} ${server.name} canary`);
  return alone || (together.includes(server.name) && seen(`awaitApiservers ${roll} ${together.join('+')}`));
}

function isRolled(seen: Seen, course: Course, roll: Roll): boolean {
  return (
    course.order.every((server) => isHealthy(seen, course, roll, server)) &&
    controlPlanesOf(course).every((server) => isLoaded(seen, course, roll, server))
  );
}

function restartIsSafe(before: readonly Call[], seen: Seen, course: Course, roll: Roll, name: string): boolean {
  if (roll === 'early') return earlyRestartIsSafe(before, seen, course, name);
  const index = course.order.findIndex((server) => server.name === name);
  // An apiserver that polls goes on with what it has; one that restarted with a file that it cannot load is down.
  const mustBeLoaded = (server: RollServer): boolean =>
    server.part !== 'etcd-only' &&
    (course.apiserverReload === 'restart-container' ||
      (course.apiserverReload === 'at-restart' && server === controlPlanesOf(course)[0]));
  const othersAreFine = course.order
    .slice(0, index)
    .every(
      (server) =>
        isHealthy(seen, course, roll, server) && (!mustBeLoaded(server) || isLoaded(seen, course, roll, server)),
    );
  return (
    othersAreFine &&
    (!course.freezeWrites || isFrozen(seen)) &&
    seen(`awaitGate ${roll} ${leaderOf(course)} saved`) &&
    sawCluster(before, roll, name) &&
    oldKeyMayGo(before, seen, course, roll, name)
  );
}

/** A follower, straight after a look that found the window open, with the followers before it healthy and the rewrite not over. */
function earlyRestartIsSafe(before: readonly Call[], seen: Seen, course: Course, name: string): boolean {
  const followers = course.order.filter(({ part }) => part === 'follower');
  const index = followers.findIndex((server) => server.name === name);
  const window = before.findLast((call) => call.name === 'awaitWindow');
  return (
    course.earlyRoll === true &&
    index !== -1 &&
    followers
      .slice(0, index)
      .every(
        (server) =>
          isHealthy(seen, course, 'early', server) && (course.apiserverReload === 'wait' || isAlone(seen, server.name)),
      ) &&
    isFrozen(seen) &&
    seen('sealCredentials new-key') &&
    !seen('awaitRewrite drop-old') &&
    window?.input.server === name &&
    isOpen(window) &&
    sawCluster(before, 'early', name)
  );
}

function isAlone(seen: Seen, name: string): boolean {
  return seen(`awaitGate early ${name} loaded`);
}

function isOpen(call: Call | undefined): boolean {
  const reaction = call?.reaction;
  return typeof reaction === 'object' && reaction.ok && 'window' in reaction && reaction.window === 'open';
}

/** Every follower has restarted and has both keys, and every apiserver, the leader's too, has loaded both. */
function mayTakeWrites(before: readonly Call[], seen: Seen, course: Course): boolean {
  const planes = controlPlanesOf(course);
  const together = planes.map(({ name }) => name);
  const followers = planes.filter(({ part }) => part === 'follower');
  return (
    isOpen(before.findLast((call) => lineOf(call) === 'awaitWindow null')) &&
    followers.every((server) => isHealthy(seen, course, 'early', server)) &&
    (course.apiserverReload === 'wait' || followers.every(({ name }) => isAlone(seen, name))) &&
    lineOf(before.at(-1) ?? { name: 'cleanUp', input: {} }) === `awaitApiservers early ${together.join('+')}`
  );
}

/** In this run, before its command or when it was taken up. */
function isFrozen(seen: Seen): boolean {
  return ['false true', 'true true', 'true false'].some((input) => seen(`freezeWrites ${input}`));
}

/** The whole cluster was well just before, with nothing but counts and repairs since: an older look says nothing of the loss of one more server. */
function sawCluster(before: readonly Call[], roll: Roll, name: string): boolean {
  const last = before.findLast((call) => call.name !== 'takeCensus' && call.name !== 'repairStragglers');
  return last !== undefined && worked(last) && lineOf(last) === `awaitGate ${roll} ${name} cluster`;
}

/** The server that restarts gives the old key away, or has not got it any more. */
function oldKeyMayGo(before: readonly Call[], seen: Seen, course: Course, roll: Roll, name: string): boolean {
  if (course.strategy === 'rotate-keys' && !seen('sealCredentials new-key')) return false;
  if (roll !== 'reencrypt_finished') return true;
  const isFollowed = course.strategy === 'staged' && course.controlPlanes === 'several';
  if (isFollowed && !countedZero(before.findLast((call) => lineOf(call) === 'takeCensus before-roll'))) return false;
  return !isCountedFor(course, roll, name) || countedZero(before.at(-1));
}

/** Followers with both keys stand for each other until the last of them; without such a one no Secret may be under the old key at any restart. */
function isCountedFor(course: Course, roll: Roll, name: string): boolean {
  if (roll !== 'reencrypt_finished') return false;
  const isFollowed = course.strategy === 'staged' && course.controlPlanes === 'several';
  return !isFollowed || controlPlanesOf(course).findLast(({ part }) => part === 'follower')?.name === name;
}

function commandIsSafe(before: readonly Call[], seen: Seen, course: Course, command: string): boolean {
  if (before.some((call) => call.name === 'sendStageCommand' && call.input.command === command)) return false;
  const secured = seen('sealCredentials before') && (!course.snapshot || seen('takeSnapshot before'));
  switch (command) {
    case 'prepare':
      return secured && course.strategy === 'staged';
    case 'rotate-keys':
      return secured && course.strategy === 'rotate-keys' && (!course.freezeWrites || seen('freezeWrites false true'));
    case 'rotate':
      return seen('sealCredentials new-key') && isRolled(seen, course, 'prepare');
    case 'reencrypt-skip':
      return course.controlPlanes === 'single' && isRolled(seen, course, 'rotate');
    default:
      return course.controlPlanes === 'single' ? countedZero(before.at(-1)) : isRolled(seen, course, 'rotate');
  }
}

const healthBeforeContainer: readonly Gate[] = ['unit', 'node', 'apiserver', 'etcd', 'stage'];

function gateOf({ input }: { readonly input: { readonly roll: Roll; readonly server: string } }): string {
  return `awaitGate ${input.roll} ${input.server}`;
}

function isSafe(before: readonly Call[], seen: Seen, call: Call, course: Course): boolean {
  switch (call.name) {
    case 'requestRestart':
      return restartIsSafe(before, seen, course, call.input.roll, call.input.server);
    case 'sendStageCommand':
      return commandIsSafe(before, seen, course, call.input.command);
    case 'restartApiserver':
      return (
        course.apiserverReload === 'restart-container' &&
        healthBeforeContainer.every((gate) => seen(`${gateOf(call)} ${gate}`)) &&
        sawCluster(before, call.input.roll, call.input.server) &&
        (!isCountedFor(course, call.input.roll, call.input.server) || countedZero(before.at(-1)))
      );
    case 'repairStragglers':
      return before.at(-1)?.name === 'takeCensus' && !countedZero(before.at(-1));
    case 'awaitRewrite':
      // `rotate-keys` leaves the new key in one file of one server until the last roll (failures.md B11).
      return course.strategy === 'staged' || seen('sealCredentials new-key');
    case 'prove':
      return isRolled(seen, course, 'reencrypt_finished') && (!course.freezeWrites || seen('unfreezeWrites'));
    case 'allowWrites':
      return mayTakeWrites(before, seen, course);
    case 'unfreezeWrites':
      if (seen('allowWrites')) return seen('awaitRewrite drop-old') || seen(REWRITTEN_BEFORE);
      return isRolled(seen, course, 'reencrypt_finished') && countedZero(before.at(-1));
    case 'allowDeletes':
      // A deletion ends a rewrite that is going on (measured.md 9).
      return isFrozen(seen) && (seen('awaitRewrite drop-old') || seen('freezeWrites true false'));
    case 'takeSnapshot':
      return call.input.when === 'before' || seen('prove');
    default:
      return true;
  }
}

/** What an earlier process has done, where that makes later calls safe. */
const REWRITTEN_BEFORE = 'rewritten before';
function doneBefore(entry: Entry): readonly string[] {
  const isThawed = 'early' in entry && entry.early === 'thawed';
  return [
    ...(entry.at === 'reencrypt_finished' ? [REWRITTEN_BEFORE] : []),
    ...(isThawed ? ['freezeWrites false true', 'allowWrites'] : []),
  ];
}

/**
 * The calls that could cost a Secret or a cluster, given what came before them. It knows the rules (design.md, "Strategy" and
 * "Gates"; measured.md 1, 1b, 2), not the charts: nothing goes on after a failure; one server at a time; no stage command before
 * every apiserver has loaded the file of the roll before; the old key goes only straight after a count of zero; each command once.
 */
export function unsafeCalls(course: Course, calls: readonly Call[], entry: Entry = { at: 'start' }): readonly string[] {
  const lines = calls.map(lineOf);
  const answered = new Set<string>(doneBefore(entry));
  let stopped = false;
  return lines.filter((line, index) => {
    const call = calls[index];
    if (call === undefined) return true;
    const safe = !stopped && isSafe(calls.slice(0, index), (asked) => answered.has(asked), call, course);
    answered.add(line);
    // What the apiserver or etcd was before one of them went says nothing of what it is now.
    if (call.name === 'restartApiserver') answered.delete(`${gateOf(call)} apiserver`);
    if (call.name === 'requestRestart') answered.delete(`${gateOf(call)} etcd`);
    stopped ||= !worked(call);
    return !safe;
  });
}
