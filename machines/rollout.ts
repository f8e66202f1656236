/**
 * Rollout: every server of a roll, one at a time, in the course's order.
 *
 * ```text
 *   saved -> choosing --(a server is left)--> restarting --(healthy)--> choosing
 *      \        |                                  \______ any failure: failed, the rest untouched
 *       \       +--(none left)--> [awaitingApiservers] -> rolled
 *        +--> failed
 * ```
 *
 * Promises: nothing is restarted before the engine has saved the leader's files in the datastore, because a server takes them from there
 * when it starts; a server is restarted only when the one before is healthy; in the last roll no server goes that could still read the old
 * key, nor a leader that can't, before a census of zero (the restart chart takes it at the last moment); the servers after a failure are left untouched; the roll is over, and with it the next stage command allowed,
 * only when every apiserver has loaded its file and written a canary.
 *
 * Where apiservers poll (RKE2, `wait`) nobody waits in the middle of a roll for what the one before has loaded: one reload period a roll.
 * - A restart of the service leaves the apiserver running, with the keys that it has in memory. One that cannot load its file goes on with
 *   those, so that no health gate misses an apiserver that broke between the leader and a follower: none can break by that.
 * - Every key that a roll makes an apiserver write with is one that all of them have loaded: the roll before proved that, before its command.
 *   So it does not matter which of them has loaded this roll's file first.
 * - The last roll takes the old key off the disks. An apiserver that did not load the file still has both keys in memory; the counts
 *   before the restarts have shown that no Secret needs the old one, and no apiserver has written with it since the second roll. What no count
 *   shows is a file that cannot be loaded at all: then each of them goes on with what it has, the wait at the end stops the run, and
 *   the sealed copies have both keys. Nothing is lost until an apiserver restarts by itself.
 * - In the roll of `rotate-keys` a follower writes with the old key until it has loaded the new one, at most a period after its restart. That
 *   window was never closed by the leader's load: the counts, the freeze, or the operator's consent stand for it. The leader goes on
 *   reading both keys a little longer, which harms nobody.
 * Where an apiserver restarts (K3s, `restart-container`) a file that it cannot load keeps it down, and the roll stops there.
 */
import { assign, setup } from 'xstate';

import {
  asksEtcd,
  censusBefore,
  censusBeforeContainer,
  findLeader,
  isProvedAlone,
  keepsOldOnFollowers,
  provedTogether,
  restartsContainers,
} from '../src/model/course.ts';
import type { CensusMoment } from '../src/model/step.ts';
import type { Course, RollServer } from '../src/model/strategy.ts';
import { PLACEHOLDERS } from './actors.ts';
import type { ClearanceInput, RestartInput, RolloutInput, StepResult } from './contract.ts';
import { endingAt, GOOD } from './invocation.ts';
import { failureOf, isOk, rejection, resultOf, type Ending } from './outcome.ts';
import { restart } from './restart.ts';

interface Context extends RolloutInput, Ending {
  /** How many servers are healthy: the next one is `course.order[healthy]`. */
  readonly healthy: number;
}

interface Scope {
  readonly context: Context;
}

function initialContext({ input }: { input: RolloutInput }): Context {
  return { course: input.course, roll: input.roll, healthy: 0, failure: null };
}

function nextServer({ course, healthy }: Context): RollServer | undefined {
  return course.order[healthy];
}

/** What must be counted before a server goes; `null`: nothing. Only a last holder still has both keys by then. */
function clearanceOf(course: Course, moment: CensusMoment | undefined, { name }: RollServer): ClearanceInput | null {
  return moment === undefined ? null : { moment, through: keepsOldOnFollowers(course) ? name : null };
}

function oneMoreHealthy({ context }: Scope): Pick<Context, 'healthy'> {
  return { healthy: context.healthy + 1 };
}

function hasNext({ context }: Scope): boolean {
  return nextServer(context) !== undefined;
}

function hasUnproved({ context }: Scope): boolean {
  return provedTogether(context.course).length > 0;
}

/** `restarting` is entered only with a server that is left: the nameless one is never used. */
function restartInput({ context }: Scope): RestartInput {
  const { course, roll } = context;
  const server = nextServer(context) ?? { name: '', part: 'etcd-only', hasEtcd: false };
  return {
    roll,
    server,
    restartContainers: restartsContainers(course),
    asksEtcd: asksEtcd(course),
    proveLoaded: isProvedAlone(course, server),
    clearBefore: clearanceOf(course, censusBefore(course, roll, server), server),
    clearBeforeContainer: clearanceOf(course, censusBeforeContainer(course, roll, server), server),
  };
}

/** Asked of the leader, whoever is restarted first. */
function savedInput({ context }: Scope) {
  return { roll: context.roll, server: findLeader(context.course)?.name ?? '', gate: 'saved' as const };
}

function apiserversInput({ context }: Scope) {
  return { roll: context.roll, servers: provedTogether(context.course).map(({ name }) => name) };
}

const { stop, stopOnBug, step } = endingAt('#rollout.failed');

export const rollout = setup({
  types: { input: {} as RolloutInput, context: {} as Context, output: {} as StepResult },
  actors: {
    restart,
    awaitGate: PLACEHOLDERS.awaitGate,
    awaitApiservers: PLACEHOLDERS.awaitApiservers,
  },
  guards: { isOk, hasNext, hasUnproved },
  actions: {
    countHealthy: assign(oneMoreHealthy),
    keepFailure: assign(failureOf),
    keepBug: assign(rejection),
  },
}).createMachine({
  id: 'rollout',
  context: initialContext,
  output: resultOf,
  initial: 'saved',
  states: {
    saved: { invoke: step({ id: 'saved', src: 'awaitGate', input: savedInput, target: 'choosing' }) },
    choosing: {
      always: [
        { guard: 'hasNext', target: 'restarting' },
        { guard: 'hasUnproved', target: 'awaitingApiservers' },
        { target: 'rolled' },
      ],
    },
    restarting: {
      invoke: {
        id: 'restart',
        src: 'restart',
        input: restartInput,
        onDone: [{ guard: GOOD, actions: 'countHealthy', target: 'choosing' }, stop],
        onError: stopOnBug('restart'),
      },
    },
    awaitingApiservers: {
      invoke: step({ id: 'awaitApiservers', src: 'awaitApiservers', input: apiserversInput, target: 'rolled' }),
    },
    rolled: { type: 'final' },
    failed: { type: 'final' },
  },
});
