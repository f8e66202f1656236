/**
 * Restart takes one server from the request to a healthy state. A finished `systemctl restart` does not prove a working server.
 *
 * ```text
 *   looking -> [clearing] -> requesting -> unit -> node -> apiserver* -> [etcd ->] stage* -> [container] -> stabilizing -> [loaded -> [canary]] -> healthy
 *      \________________________________________ any failure: failed ________________________________________________________/
 *
 *   container:  looking -> [recounting] -> stopping -> ready
 *   requesting, stopping: late, where a follower of an early roll does not take both keys
 * ```
 * `*` marks gates of servers with an apiserver. `etcd` applies to clusters with an etcd, and `container` to restarts of containers. `loaded` applies
 * where the roll proves it on this server, and `canary` follows except in an early roll. `clearing` and `recounting` apply where the restart could give away the old key.
 *
 * Promises:
 * - The chart restarts or stops nothing before a look has just found the whole cluster well. Every other server is up and serving, etcd (if any)
 *   is whole, and no other actor is at work. An older look says nothing about the loss of one more server.
 * - If a clearance is required, a count of zero is the last act before the restart and again before the stop of the container, because a Secret may
 *   land under the old key during the look at the other servers.
 * - `healthy` is reached only through every applicable gate, in this order. The `etcd` gate applies to every server of an etcd cluster.
 * - The chart invokes nothing after a failure, and nothing after `late`, which has not restarted or stopped what it was asked for.
 */
import { assign, setup } from 'xstate';

import { gatesProvedAlone, hasApiserver, healthGatesOf } from '../src/model/course.ts';
import { PLACEHOLDERS } from './actors.ts';
import { clearance } from './clearance.ts';
import type { ClearanceInput, RestartInput, RestartResult } from './contract.ts';
import { endingAt, GOOD } from './invocation.ts';
import { failureOf, isLate, isOk, rejection, restarted, resultOf, type Ending } from './outcome.ts';

interface Context extends RestartInput, Ending {
  /** Whether the follower of an early roll came too late to take both keys. */
  readonly late: boolean;
}

interface Scope {
  readonly context: Context;
}

function initialContext({ input }: { input: RestartInput }): Context {
  return { ...input, failure: null, late: false };
}

function isControlPlane({ context }: Scope): boolean {
  return hasApiserver(context.server);
}

function hasEtcdGate({ context }: Scope): boolean {
  return context.asksEtcd;
}

function restartsContainer({ context }: Scope): boolean {
  return context.restartContainers && isControlPlane({ context });
}

function clearsBefore({ context }: Scope): boolean {
  return context.clearBefore !== null;
}

function clearsBeforeContainer({ context }: Scope): boolean {
  return context.clearBeforeContainer !== null;
}

function provesLoaded({ context }: Scope): boolean {
  return context.proveLoaded && isControlPlane({ context });
}

function writesCanary({ context }: Scope): boolean {
  return gatesProvedAlone(context.roll).includes('canary');
}

function onServer({ context }: Scope): Pick<RestartInput, 'roll'> & { server: string } {
  return { roll: context.roll, server: context.server.name };
}

/** Input of the actor that waits for one gate. */
const onGate = {
  cluster: (scope: Scope) => ({ ...onServer(scope), gate: 'cluster' as const }),
  unit: (scope: Scope) => ({ ...onServer(scope), gate: 'unit' as const }),
  node: (scope: Scope) => ({ ...onServer(scope), gate: 'node' as const }),
  apiserver: (scope: Scope) => ({ ...onServer(scope), gate: 'apiserver' as const }),
  etcd: (scope: Scope) => ({ ...onServer(scope), gate: 'etcd' as const }),
  stage: (scope: Scope) => ({ ...onServer(scope), gate: 'stage' as const }),
  loaded: (scope: Scope) => ({ ...onServer(scope), gate: 'loaded' as const }),
  canary: (scope: Scope) => ({ ...onServer(scope), gate: 'canary' as const }),
};

/** `clearing` is entered only with a required clearance, so the fallback is never used. */
function clearanceInput({ context }: Scope): ClearanceInput {
  return context.clearBefore ?? { point: 'last-holder', through: null };
}

/** `recounting` is entered only with a required clearance. */
function recountInput({ context }: Scope): ClearanceInput {
  return context.clearBeforeContainer ?? { point: 'last-holder', through: null };
}

function stabilityInput(scope: Scope) {
  return { ...onServer(scope), gates: healthGatesOf(scope.context.server, scope.context.asksEtcd) };
}

function outputOf({ context }: Scope): RestartResult {
  const result = resultOf({ context });
  return result.ok && context.late ? { ok: true, late: true } : result;
}

const { stop, stopOnBug, step } = endingAt('#restart.failed');
const LATE = { guard: { type: 'isLate', params: restarted }, actions: 'noteLate', target: '#restart.late' } as const;

export const restart = setup({
  types: { input: {} as RestartInput, context: {} as Context, output: {} as RestartResult },
  actors: {
    clearance,
    requestRestart: PLACEHOLDERS.requestRestart,
    restartApiserver: PLACEHOLDERS.restartApiserver,
    awaitGate: PLACEHOLDERS.awaitGate,
    holdStable: PLACEHOLDERS.holdStable,
  },
  guards: {
    isOk,
    isLate,
    isControlPlane,
    hasEtcdGate,
    restartsContainer,
    clearsBefore,
    clearsBeforeContainer,
    provesLoaded,
    writesCanary,
  },
  actions: {
    keepFailure: assign(failureOf),
    keepBug: assign(rejection),
    noteLate: assign({ late: true }),
  },
}).createMachine({
  id: 'restart',
  context: initialContext,
  output: outputOf,
  initial: 'looking',
  states: {
    looking: { invoke: step({ id: 'looking', src: 'awaitGate', input: onGate.cluster, target: 'looked' }) },
    looked: { always: [{ guard: 'clearsBefore', target: 'clearing' }, { target: 'requesting' }] },
    clearing: { invoke: step({ id: 'clearance', src: 'clearance', input: clearanceInput, target: 'requesting' }) },
    requesting: {
      invoke: {
        id: 'requestRestart',
        src: 'requestRestart',
        input: onServer,
        onDone: [LATE, { guard: GOOD, target: 'unit' }, stop],
        onError: stopOnBug('requestRestart'),
      },
    },
    unit: { invoke: step({ id: 'unit', src: 'awaitGate', input: onGate.unit, target: 'node' }) },
    node: { invoke: step({ id: 'node', src: 'awaitGate', input: onGate.node, target: 'afterNode' }) },
    afterNode: { always: [{ guard: 'isControlPlane', target: 'apiserver' }, { target: 'afterApiserver' }] },
    apiserver: {
      invoke: step({ id: 'apiserver', src: 'awaitGate', input: onGate.apiserver, target: 'afterApiserver' }),
    },
    afterApiserver: { always: [{ guard: 'hasEtcdGate', target: 'etcd' }, { target: 'afterEtcd' }] },
    etcd: { invoke: step({ id: 'etcd', src: 'awaitGate', input: onGate.etcd, target: 'afterEtcd' }) },
    afterEtcd: { always: [{ guard: 'isControlPlane', target: 'stage' }, { target: 'stabilizing' }] },
    stage: { invoke: step({ id: 'stage', src: 'awaitGate', input: onGate.stage, target: 'afterStage' }) },
    afterStage: { always: [{ guard: 'restartsContainer', target: 'container' }, { target: 'stabilizing' }] },
    container: {
      initial: 'looking',
      states: {
        looking: {
          invoke: step({ id: 'lookingAgain', src: 'awaitGate', input: onGate.cluster, target: 'looked' }),
        },
        looked: { always: [{ guard: 'clearsBeforeContainer', target: 'recounting' }, { target: 'stopping' }] },
        recounting: {
          invoke: step({ id: 'clearanceBeforeContainer', src: 'clearance', input: recountInput, target: 'stopping' }),
        },
        stopping: {
          invoke: {
            id: 'restartApiserver',
            src: 'restartApiserver',
            input: onServer,
            onDone: [LATE, { guard: GOOD, target: 'ready' }, stop],
            onError: stopOnBug('restartApiserver'),
          },
        },
        ready: {
          invoke: step({
            id: 'containerReady',
            src: 'awaitGate',
            input: onGate.apiserver,
            target: '#restart.stabilizing',
          }),
        },
      },
    },
    stabilizing: {
      invoke: step({ id: 'holdStable', src: 'holdStable', input: stabilityInput, target: 'stable' }),
    },
    stable: { always: [{ guard: 'provesLoaded', target: 'loaded' }, { target: 'healthy' }] },
    loaded: { invoke: step({ id: 'loaded', src: 'awaitGate', input: onGate.loaded, target: 'afterLoaded' }) },
    afterLoaded: { always: [{ guard: 'writesCanary', target: 'canary' }, { target: 'healthy' }] },
    canary: { invoke: step({ id: 'canary', src: 'awaitGate', input: onGate.canary, target: 'healthy' }) },
    healthy: { type: 'final' },
    late: { type: 'final' },
    failed: { type: 'final' },
  },
});
