/**
 * Restart: one server, from the request until it is healthy. A restart that returns is not a server that works.
 *
 * ```text
 *   requesting -> unit -> node -> apiserver* -> etcd -> stage* -> [container -> containerReady] -> stabilizing -> [loaded -> canary] -> healthy
 *        \________________________________ any failure: failed ________________________________________________/
 * ```
 * `*` only with an apiserver; `container` only when containers are restarted; `loaded` and `canary` where the roll proves them here.
 *
 * Promise: `healthy` is reached only through every gate that applies, and nothing is invoked after a failure.
 */
import { assign, setup } from 'xstate';

import type { Gate } from '../src/model/step.ts';
import { PLACEHOLDERS } from './actors.ts';
import type { RestartInput, StepResult } from './contract.ts';
import { answered, broken, failedBy, failedWith, isOk, type Bug, type ChartOutput } from './outcome.ts';

interface Context extends RestartInput {
  /** How the chart would end now. */
  readonly result: ChartOutput;
}

interface Scope {
  readonly context: Context;
}

function hasApiserver({ context }: Scope): boolean {
  return context.server.part !== 'etcd-only';
}

function restartsContainer({ context }: Scope): boolean {
  return context.restartContainers && hasApiserver({ context });
}

function provesLoaded({ context }: Scope): boolean {
  return context.proveLoaded && hasApiserver({ context });
}

function onServer({ context }: Scope): Pick<RestartInput, 'roll'> & { server: string } {
  return { roll: context.roll, server: context.server.name };
}

function healthGates({ context }: Scope): readonly Gate[] {
  return hasApiserver({ context }) ? ['unit', 'node', 'apiserver', 'etcd', 'stage'] : ['unit', 'node', 'etcd'];
}

/** Input of the actor that waits for one gate. */
const gateInput = {
  unit: (scope: Scope) => ({ ...onServer(scope), gate: 'unit' as const }),
  node: (scope: Scope) => ({ ...onServer(scope), gate: 'node' as const }),
  apiserver: (scope: Scope) => ({ ...onServer(scope), gate: 'apiserver' as const }),
  etcd: (scope: Scope) => ({ ...onServer(scope), gate: 'etcd' as const }),
  stage: (scope: Scope) => ({ ...onServer(scope), gate: 'stage' as const }),
  loaded: (scope: Scope) => ({ ...onServer(scope), gate: 'loaded' as const }),
  canary: (scope: Scope) => ({ ...onServer(scope), gate: 'canary' as const }),
};

function stabilityInput(scope: Scope) {
  return { ...onServer(scope), gates: healthGates(scope) };
}

const stop = { target: 'failed', actions: { type: 'keepFailure', params: answered } } as const;
const stopOnBug = { target: 'failed', actions: { type: 'keepBug', params: broken } } as const;
const good = { type: 'isOk', params: answered } as const;

export const restart = setup({
  types: { input: {} as RestartInput, context: {} as Context, output: {} as ChartOutput },
  actors: {
    requestRestart: PLACEHOLDERS.requestRestart,
    restartApiserver: PLACEHOLDERS.restartApiserver,
    awaitGate: PLACEHOLDERS.awaitGate,
    holdStable: PLACEHOLDERS.holdStable,
  },
  guards: { isOk, hasApiserver, restartsContainer, provesLoaded },
  actions: {
    keepFailure: assign({ result: (_, failed: { answer: StepResult }) => failedWith(failed) }),
    keepBug: assign({ result: (_, bug: Bug) => failedBy(bug) }),
  },
}).createMachine({
  id: 'restart',
  context: ({ input }) => ({ ...input, result: { kind: 'done' } }),
  output: ({ context }) => context.result,
  initial: 'requesting',
  states: {
    requesting: {
      invoke: {
        id: 'requestRestart',
        src: 'requestRestart',
        input: onServer,
        onDone: [{ guard: good, target: 'unit' }, stop],
        onError: stopOnBug,
      },
    },
    unit: {
      invoke: {
        id: 'unit',
        src: 'awaitGate',
        input: gateInput.unit,
        onDone: [{ guard: good, target: 'node' }, stop],
        onError: stopOnBug,
      },
    },
    node: {
      invoke: {
        id: 'node',
        src: 'awaitGate',
        input: gateInput.node,
        onDone: [{ guard: good, target: 'afterNode' }, stop],
        onError: stopOnBug,
      },
    },
    afterNode: { always: [{ guard: 'hasApiserver', target: 'apiserver' }, { target: 'etcd' }] },
    apiserver: {
      invoke: {
        id: 'apiserver',
        src: 'awaitGate',
        input: gateInput.apiserver,
        onDone: [{ guard: good, target: 'etcd' }, stop],
        onError: stopOnBug,
      },
    },
    etcd: {
      invoke: {
        id: 'etcd',
        src: 'awaitGate',
        input: gateInput.etcd,
        onDone: [{ guard: good, target: 'afterEtcd' }, stop],
        onError: stopOnBug,
      },
    },
    afterEtcd: { always: [{ guard: 'hasApiserver', target: 'stage' }, { target: 'stabilizing' }] },
    stage: {
      invoke: {
        id: 'stage',
        src: 'awaitGate',
        input: gateInput.stage,
        onDone: [{ guard: good, target: 'afterStage' }, stop],
        onError: stopOnBug,
      },
    },
    afterStage: { always: [{ guard: 'restartsContainer', target: 'container' }, { target: 'stabilizing' }] },
    container: {
      invoke: {
        id: 'restartApiserver',
        src: 'restartApiserver',
        input: onServer,
        onDone: [{ guard: good, target: 'containerReady' }, stop],
        onError: stopOnBug,
      },
    },
    containerReady: {
      invoke: {
        id: 'containerReady',
        src: 'awaitGate',
        input: gateInput.apiserver,
        onDone: [{ guard: good, target: 'stabilizing' }, stop],
        onError: stopOnBug,
      },
    },
    stabilizing: {
      invoke: {
        id: 'holdStable',
        src: 'holdStable',
        input: stabilityInput,
        onDone: [{ guard: good, target: 'stable' }, stop],
        onError: stopOnBug,
      },
    },
    stable: { always: [{ guard: 'provesLoaded', target: 'loaded' }, { target: 'healthy' }] },
    loaded: {
      invoke: {
        id: 'loaded',
        src: 'awaitGate',
        input: gateInput.loaded,
        onDone: [{ guard: good, target: 'canary' }, stop],
        onError: stopOnBug,
      },
    },
    canary: {
      invoke: {
        id: 'canary',
        src: 'awaitGate',
        input: gateInput.canary,
        onDone: [{ guard: good, target: 'healthy' }, stop],
        onError: stopOnBug,
      },
    },
    healthy: { type: 'final' },
    failed: { type: 'final' },
  },
});
