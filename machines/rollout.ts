/**
 * Rollout: every server of a roll, one at a time, in the course's order.
 *
 * ```text
 *   choosing --(a server is left)--> [clearing] -> restarting --(healthy)--> choosing
 *      |                                 \______________\______ any failure: failed, the rest untouched
 *      +--(none left)--> [awaitingApiservers] -> rolled
 * ```
 *
 * Promises: a server is restarted only when the one before is healthy; in the last roll no server that could still read the old key
 * goes before a census of zero; the roll is over only when every apiserver has loaded its file.
 */
import { assign, setup } from 'xstate';

import type { RollServer } from '../src/model/strategy.ts';
import { PLACEHOLDERS } from './actors.ts';
import { clearance, type ClearanceInput } from './clearance.ts';
import type { RestartInput, RolloutInput, StepResult } from './contract.ts';
import {
  answered,
  broken,
  concluded,
  failedBy,
  failedWith,
  isDone,
  isOk,
  type Bug,
  type ChartOutput,
} from './outcome.ts';
import { restart } from './restart.ts';

interface Context extends RolloutInput {
  /** How many servers are healthy: the next one is `course.order[healthy]`. */
  readonly healthy: number;
  /** How the chart would end now. */
  readonly result: ChartOutput;
}

interface Scope {
  readonly context: Context;
}

function nextServer({ course, healthy }: Context): RollServer | undefined {
  return course.order[healthy];
}

function controlPlanes({ course }: Context): readonly RollServer[] {
  return course.order.filter((server) => server.part !== 'etcd-only');
}

/** What must be counted before the next server goes; `null`: nothing. */
function clearanceBefore(context: Context): ClearanceInput | null {
  const server = nextServer(context);
  const { course, roll } = context;
  if (server?.part !== 'follower' || roll !== 'reencrypt_finished') return null;
  if (course.strategy === 'rotate-keys') return { moment: `before:${server.name}`, through: null };
  const isLastHolder = controlPlanes(context).at(-1)?.name === server.name;
  return isLastHolder ? { moment: 'last-holder', through: server.name } : null;
}

function hasNext({ context }: Scope): boolean {
  return nextServer(context) !== undefined;
}

function needsClearance({ context }: Scope): boolean {
  return clearanceBefore(context) !== null;
}

/** Apiservers that were not proved one by one on the way. */
function unproved(context: Context): readonly string[] {
  if (context.course.restartContainers) return [];
  return controlPlanes(context).flatMap((server) => (server.part === 'follower' ? [server.name] : []));
}

function hasUnproved({ context }: Scope): boolean {
  return unproved(context).length > 0;
}

function clearanceInput({ context }: Scope): ClearanceInput {
  return clearanceBefore(context) ?? { moment: 'last-holder', through: null };
}

function restartInput({ context }: Scope): RestartInput {
  const { course, roll } = context;
  const server = nextServer(context) ?? { name: '', part: 'etcd-only', hasEtcd: false };
  return {
    roll,
    server,
    restartContainers: course.restartContainers,
    proveLoaded: server.part === 'leader' || course.restartContainers,
  };
}

function apiserversInput({ context }: Scope) {
  return { roll: context.roll, servers: unproved(context) };
}

const stop = { target: 'failed', actions: { type: 'keepFailure', params: answered } } as const;
const stopOnOutput = { target: 'failed', actions: { type: 'keepOutput', params: concluded } } as const;
const stopOnBug = { target: 'failed', actions: { type: 'keepBug', params: broken } } as const;

export const rollout = setup({
  types: { input: {} as RolloutInput, context: {} as Context, output: {} as ChartOutput },
  actors: { clearance, restart, awaitApiservers: PLACEHOLDERS.awaitApiservers },
  guards: { isOk, isDone, hasNext, needsClearance, hasUnproved },
  actions: {
    countHealthy: assign({ healthy: ({ context }) => context.healthy + 1 }),
    keepFailure: assign({ result: (_, failed: { answer: StepResult }) => failedWith(failed) }),
    keepOutput: assign({ result: (_, { output }: { output: ChartOutput }) => output }),
    keepBug: assign({ result: (_, bug: Bug) => failedBy(bug) }),
  },
}).createMachine({
  id: 'rollout',
  context: ({ input }) => ({ ...input, healthy: 0, result: { kind: 'done' } }),
  output: ({ context }) => context.result,
  initial: 'choosing',
  states: {
    choosing: {
      always: [
        { guard: 'needsClearance', target: 'clearing' },
        { guard: 'hasNext', target: 'restarting' },
        { guard: 'hasUnproved', target: 'awaitingApiservers' },
        { target: 'rolled' },
      ],
    },
    clearing: {
      invoke: {
        id: 'clearance',
        src: 'clearance',
        input: clearanceInput,
        onDone: [{ guard: { type: 'isDone', params: concluded }, target: 'restarting' }, stopOnOutput],
        onError: stopOnBug,
      },
    },
    restarting: {
      invoke: {
        id: 'restart',
        src: 'restart',
        input: restartInput,
        onDone: [
          { guard: { type: 'isDone', params: concluded }, actions: 'countHealthy', target: 'choosing' },
          stopOnOutput,
        ],
        onError: stopOnBug,
      },
    },
    awaitingApiservers: {
      invoke: {
        id: 'awaitApiservers',
        src: 'awaitApiservers',
        input: apiserversInput,
        onDone: [{ guard: { type: 'isOk', params: answered }, target: 'rolled' }, stop],
        onError: stopOnBug,
      },
    },
    rolled: { type: 'final' },
    failed: { type: 'final' },
  },
});
