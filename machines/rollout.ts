/**
 * Rollout restarts every server of a roll, one at a time, in the course's order.
 *
 * ```text
 *   saved -> choosing --(a server is left)--> restarting --(healthy)--> choosing
 *      \        |                                  \______ any failure: failed, the rest untouched
 *       \       +--(none left)--> [awaitingApiservers] -> rolled
 *        +--> failed
 * ```
 *
 * Promises:
 * - The chart restarts nothing before the engine has saved the leader's files in the datastore, because a starting server copies the saved files.
 * - A server is restarted only when the server before is healthy.
 * - In the last roll, a server that could still read the old key, or a leader that cannot, restarts only after a census of zero. The restart chart
 *   takes the census at the last moment.
 * - A failure leaves the remaining servers untouched.
 * - The roll ends, and so allows the next stage command, only when every apiserver has loaded the server's file and written a canary.
 *
 * If apiservers poll (RKE2, `wait`), the roll does not wait for each server's load and needs one reload period in all.
 * - A restart of the service leaves the apiserver running, with the keys in its memory. An apiserver that cannot load the file continues with the
 *   keys in memory. No apiserver can break between the leader and a follower, so the health gates miss nothing.
 * - A roll makes an apiserver write only with a key that all apiservers have loaded, as the roll before proved before its command. The order in
 *   which apiservers load this roll's file therefore does not matter.
 * - The last roll takes the old key off the disks. An apiserver that did not load the file still has both keys in memory. The counts before the
 *   restarts have shown that no Secret needs the old key, and no apiserver has written with the old key since the second roll. No count shows a
 *   file that cannot be loaded at all. Each apiserver then continues with the keys in memory, the wait at the end stops the run, and the sealed
 *   copies have both keys. Nothing is lost until an apiserver restarts by itself.
 * - In the roll of `rotate-keys` a follower writes with the old key until the new key is loaded, at most one period after the restart. The leader's
 *   load never closed this window. The counts, the freeze or the operator's consent cover the window. The leader keeps reading both keys a little
 *   longer, without harm.
 *
 * If an apiserver restarts (K3s, `restart-container`), an unloadable file keeps the apiserver down, and the roll stops.
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
import type { CensusPoint } from '../src/model/step.ts';
import type { RollServer } from '../src/model/strategy.ts';
import { PLACEHOLDERS } from './actors.ts';
import type { ClearanceInput, RestartInput, RolloutInput, StepResult } from './contract.ts';
import { endingAt, GOOD } from './invocation.ts';
import { failureOf, isOk, rejection, resultOf, type Ending } from './outcome.ts';
import { restart } from './restart.ts';

interface Context extends RolloutInput, Ending {
  /** Number of healthy servers. The next server is `course.order[healthy]`. */
  readonly healthy: number;
}

interface Scope {
  readonly context: Context;
}

function initialContext({ input }: { input: RolloutInput }): Context {
  return { ...input, healthy: 0, failure: null };
}

function nextServer({ course, healthy }: Context): RollServer | undefined {
  return course.order[healthy];
}

/**
 * The clearance required before a server's restart, or `null` for none. At the end of a staged roll only the last holder still has both keys. After
 * an early roll the last follower has both keys until the end of its own restart.
 */
function clearanceOf(
  { course, repairThrough }: RolloutInput,
  point: CensusPoint | undefined,
  { name }: RollServer,
): ClearanceInput | null {
  return point === undefined ? null : { point, through: keepsOldOnFollowers(course) ? name : repairThrough };
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

/** `restarting` is entered only with a remaining server, so the nameless fallback is never used. */
function restartInput({ context }: Scope): RestartInput {
  const { course, roll } = context;
  const server = nextServer(context) ?? { name: '', part: 'etcd-only', hasEtcd: false };
  return {
    roll,
    server,
    restartContainers: restartsContainers(course),
    asksEtcd: asksEtcd(course),
    proveLoaded: isProvedAlone(course, server),
    clearBefore: clearanceOf(context, censusBefore(course, roll, server), server),
    clearBeforeContainer: clearanceOf(context, censusBeforeContainer(course, roll, server), server),
  };
}

/** The leader answers, whatever server is restarted first. */
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
