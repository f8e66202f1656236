/**
 * Restart: one server, from the request until it is healthy. A restart that returns is not a server that works.
 *
 * ```text
 *   looking -> [clearing] -> requesting -> unit -> node -> apiserver* -> [etcd ->] stage* -> [container] -> stabilizing -> [loaded -> canary] -> healthy
 *      \________________________________________ any failure: failed ________________________________________________________/
 *
 *   container:  looking -> [recounting] -> stopping -> ready
 * ```
 * `*` only with an apiserver; `etcd` where the datastore is an etcd; `container` only when containers are restarted; `loaded` and `canary` where the roll proves them here; `clearing`
 * and `recounting` where the old key could be given away.
 *
 * Promises: nothing is restarted or stopped before the whole cluster was seen well just now (every other server up and serving, etcd whole where there is one, nobody
 * else at work), because what it was minutes ago says nothing of the loss of one more server; where something must be cleared, the count of zero is the last thing before the restart, and the last before the container is
 * stopped: a Secret may land under the old key while the others are looked at; `healthy` is reached only through every gate that applies, in this order; `etcd` applies to every server of an etcd cluster; nothing is
 * invoked after a failure.
 */
import { assign, setup } from 'xstate';

import { hasApiserver, healthGatesOf } from '../src/model/course.ts';
import { PLACEHOLDERS } from './actors.ts';
import { clearance } from './clearance.ts';
import type { ClearanceInput, RestartInput, StepResult } from './contract.ts';
import { endingAt } from './invocation.ts';
import { failureOf, isOk, rejection, resultOf, type Ending } from './outcome.ts';

interface Context extends RestartInput, Ending {}

interface Scope {
  readonly context: Context;
}

function initialContext({ input }: { input: RestartInput }): Context {
  return { ...input, failure: null };
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

/** `clearing` is entered only with something to clear: nobody is asked for the nameless moment. */
function clearanceInput({ context }: Scope): ClearanceInput {
  return context.clearBefore ?? { moment: 'last-holder', through: null };
}

/** The same of `recounting`. */
function recountInput({ context }: Scope): ClearanceInput {
  return context.clearBeforeContainer ?? { moment: 'last-holder', through: null };
}

function stabilityInput(scope: Scope) {
  return { ...onServer(scope), gates: healthGatesOf(scope.context.server, scope.context.asksEtcd) };
}

const { step } = endingAt('#restart.failed');

export const restart = setup({
  types: { input: {} as RestartInput, context: {} as Context, output: {} as StepResult },
  actors: {
    clearance,
    requestRestart: PLACEHOLDERS.requestRestart,
    restartApiserver: PLACEHOLDERS.restartApiserver,
    awaitGate: PLACEHOLDERS.awaitGate,
    holdStable: PLACEHOLDERS.holdStable,
  },
  guards: { isOk, isControlPlane, hasEtcdGate, restartsContainer, clearsBefore, clearsBeforeContainer, provesLoaded },
  actions: {
    keepFailure: assign(failureOf),
    keepBug: assign(rejection),
  },
}).createMachine({
  id: 'restart',
  context: initialContext,
  output: resultOf,
  initial: 'looking',
  states: {
    looking: { invoke: step({ id: 'looking', src: 'awaitGate', input: onGate.cluster, target: 'looked' }) },
    looked: { always: [{ guard: 'clearsBefore', target: 'clearing' }, { target: 'requesting' }] },
    clearing: { invoke: step({ id: 'clearance', src: 'clearance', input: clearanceInput, target: 'requesting' }) },
    requesting: {
      invoke: step({ id: 'requestRestart', src: 'requestRestart', input: onServer, target: 'unit' }),
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
          invoke: step({ id: 'restartApiserver', src: 'restartApiserver', input: onServer, target: 'ready' }),
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
    loaded: { invoke: step({ id: 'loaded', src: 'awaitGate', input: onGate.loaded, target: 'canary' }) },
    canary: { invoke: step({ id: 'canary', src: 'awaitGate', input: onGate.canary, target: 'healthy' }) },
    healthy: { type: 'final' },
    failed: { type: 'final' },
  },
});
