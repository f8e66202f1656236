/**
 * Rotation: the engine's stages, in the engine's words.
 *
 * ```text
 *   entering -> start              securing (snapshot, sealed copies), then `prepare`; rotate-keys: straight to reencrypt_request
 *            -> prepare            seal the new key, roll, then `rotate`
 *            -> rotate             roll; then reencrypt_request with `reencrypt`, or with `reencrypt --skip` on a single control plane
 *               reencrypt_request  a rewrite is asked for: keep-old or drop-old
 *            -> reencrypt_active   it goes on; after keep-old: a census of zero, then reencrypt_request with drop-old
 *            -> reencrypt_finished count and repair through a follower, roll, prove, snapshot, clean up
 *   finished | stopped
 * ```
 *
 * Promises: `rotate` only after every apiserver has loaded [old, new]; a rewrite only after every apiserver writes with the new key;
 * the old key is dropped only after a census of zero; each stage command is asked for once on any path; any failure stops.
 * `-> ` marks the states that a resumed run may enter (src/model/entry.ts).
 */
import { assign, setup } from 'xstate';

import type { Entry } from '../src/model/entry.ts';
import type { Failure } from '../src/model/failure.ts';
import { PLACEHOLDERS } from './actors.ts';
import { clearance } from './clearance.ts';
import type { RotationInput, RotationOutput, StepResult } from './contract.ts';
import {
  answered,
  broken,
  concluded,
  failedBy,
  failureOf,
  isDone,
  isOk,
  type Bug,
  type ChartOutput,
} from './outcome.ts';
import { rollout } from './rollout.ts';
import {
  clearanceBeforeDrop,
  clearanceBeforeRoll,
  dropsOld,
  entersAt,
  isFollowed,
  isSingle,
  isStaged,
  keepsOld,
  requestInput,
  rewriteInput,
  rollInput,
  takesSnapshot,
  type Rewrite,
  type RotationContext,
} from './rotation-decisions.ts';

const stop = { target: '#rotation.stopped', actions: { type: 'keepFailure', params: answered } } as const;
const stopOnOutput = { target: '#rotation.stopped', actions: { type: 'keepOutput', params: concluded } } as const;
const stopOnBug = { target: '#rotation.stopped', actions: { type: 'keepBug', params: broken } } as const;
const good = { type: 'isOk', params: answered } as const;
const done = { type: 'isDone', params: concluded } as const;

const stopped = (failure: Failure): RotationOutput => ({ kind: 'stopped', failure });

export const rotation = setup({
  types: { input: {} as RotationInput, context: {} as RotationContext, output: {} as RotationOutput },
  actors: {
    takeSnapshot: PLACEHOLDERS.takeSnapshot,
    sealCredentials: PLACEHOLDERS.sealCredentials,
    sendStageCommand: PLACEHOLDERS.sendStageCommand,
    awaitRewrite: PLACEHOLDERS.awaitRewrite,
    prove: PLACEHOLDERS.prove,
    cleanUp: PLACEHOLDERS.cleanUp,
    clearance,
    rollout,
  },
  guards: {
    isOk,
    isDone,
    isStaged,
    isSingle,
    isFollowed,
    keepsOld,
    dropsOld,
    takesSnapshot,
    provenWithSnapshot: ({ context }, { answer }: { answer: StepResult }) => answer.ok && takesSnapshot({ context }),
    entersAt: ({ context }, { at }: { at: Entry['at'] }) => entersAt(context, at),
  },
  actions: {
    askFor: assign({ rewrite: (_, { rewrite }: { rewrite: Rewrite }) => rewrite }),
    keepFailure: assign({ result: (_, { answer }: { answer: StepResult }) => stopped(failureOf(answer)) }),
    keepOutput: assign({
      result: ({ context }, { output }: { output: ChartOutput }) =>
        output.kind === 'failed' ? stopped(output.failure) : context.result,
    }),
    keepBug: assign({
      result: ({ context }, bug: Bug) => {
        const ending = failedBy(bug);
        return ending.kind === 'failed' ? stopped(ending.failure) : context.result;
      },
    }),
  },
}).createMachine({
  id: 'rotation',
  context: ({ input }) => ({
    ...input,
    rewrite: input.entry.at === 'reencrypt_active' ? input.entry.rewrite : 'drop-old',
    result: { kind: 'finished' },
  }),
  output: ({ context }) => context.result,
  initial: 'entering',
  states: {
    entering: {
      always: [
        { guard: { type: 'entersAt', params: { at: 'prepare' } }, target: 'prepare' },
        { guard: { type: 'entersAt', params: { at: 'rotate' } }, target: 'rotate' },
        { guard: { type: 'entersAt', params: { at: 'reencrypt_active' } }, target: 'reencrypt_active' },
        { guard: { type: 'entersAt', params: { at: 'before-drop' } }, target: 'reencrypt_active.counting' },
        { guard: { type: 'entersAt', params: { at: 'reencrypt_finished' } }, target: 'reencrypt_finished' },
        { target: 'start' },
      ],
    },
    start: {
      initial: 'choosing',
      states: {
        choosing: { always: [{ guard: 'takesSnapshot', target: 'snapshot' }, { target: 'sealing' }] },
        snapshot: {
          invoke: {
            id: 'snapshotBefore',
            src: 'takeSnapshot',
            input: { when: 'before' },
            onDone: [{ guard: good, target: 'sealing' }, stop],
            onError: stopOnBug,
          },
        },
        sealing: {
          invoke: {
            id: 'sealBefore',
            src: 'sealCredentials',
            input: { when: 'before' },
            onDone: [{ guard: good, target: 'secured' }, stop],
            onError: stopOnBug,
          },
        },
        secured: {
          always: [
            { guard: 'isStaged', target: 'preparing' },
            { actions: { type: 'askFor', params: { rewrite: 'drop-old' } }, target: '#rotation.reencrypt_request' },
          ],
        },
        preparing: {
          invoke: {
            id: 'commandPrepare',
            src: 'sendStageCommand',
            input: { command: 'prepare' },
            onDone: [{ guard: good, target: '#rotation.prepare' }, stop],
            onError: stopOnBug,
          },
        },
      },
    },
    prepare: {
      initial: 'sealing',
      states: {
        sealing: {
          invoke: {
            id: 'sealPrepared',
            src: 'sealCredentials',
            input: { when: 'new-key' },
            onDone: [{ guard: good, target: 'rolling' }, stop],
            onError: stopOnBug,
          },
        },
        rolling: {
          invoke: {
            id: 'rollPrepare',
            src: 'rollout',
            input: rollInput('prepare'),
            onDone: [{ guard: done, target: 'rotating' }, stopOnOutput],
            onError: stopOnBug,
          },
        },
        rotating: {
          invoke: {
            id: 'commandRotate',
            src: 'sendStageCommand',
            input: { command: 'rotate' },
            onDone: [{ guard: good, target: '#rotation.rotate' }, stop],
            onError: stopOnBug,
          },
        },
      },
    },
    rotate: {
      initial: 'rolling',
      states: {
        rolling: {
          invoke: {
            id: 'rollRotate',
            src: 'rollout',
            input: rollInput('rotate'),
            onDone: [{ guard: done, target: 'rolled' }, stopOnOutput],
            onError: stopOnBug,
          },
        },
        rolled: {
          always: [
            {
              guard: 'isSingle',
              actions: { type: 'askFor', params: { rewrite: 'keep-old' } },
              target: '#rotation.reencrypt_request',
            },
            { actions: { type: 'askFor', params: { rewrite: 'drop-old' } }, target: '#rotation.reencrypt_request' },
          ],
        },
      },
    },
    reencrypt_request: {
      invoke: {
        id: 'commandRewrite',
        src: 'sendStageCommand',
        input: requestInput,
        onDone: [{ guard: good, target: 'reencrypt_active' }, stop],
        onError: stopOnBug,
      },
    },
    reencrypt_active: {
      initial: 'waiting',
      states: {
        waiting: {
          invoke: {
            id: 'awaitRewrite',
            src: 'awaitRewrite',
            input: rewriteInput,
            onDone: [{ guard: good, target: 'rewritten' }, stop],
            onError: stopOnBug,
          },
        },
        rewritten: {
          always: [
            { guard: 'dropsOld', target: '#rotation.reencrypt_finished' },
            { guard: 'keepsOld', target: 'counting' },
          ],
        },
        counting: {
          invoke: {
            id: 'clearanceBeforeDrop',
            src: 'clearance',
            input: clearanceBeforeDrop,
            onDone: [
              {
                guard: done,
                actions: { type: 'askFor', params: { rewrite: 'drop-old' } },
                target: '#rotation.reencrypt_request',
              },
              stopOnOutput,
            ],
            onError: stopOnBug,
          },
        },
      },
    },
    reencrypt_finished: {
      initial: 'choosing',
      states: {
        choosing: {
          always: [
            { guard: 'isFollowed', target: 'counting' },
            { guard: 'isStaged', target: 'rolling' },
            { target: 'sealing' },
          ],
        },
        sealing: {
          invoke: {
            id: 'sealRotated',
            src: 'sealCredentials',
            input: { when: 'new-key' },
            onDone: [{ guard: good, target: 'rolling' }, stop],
            onError: stopOnBug,
          },
        },
        counting: {
          invoke: {
            id: 'clearanceBeforeRoll',
            src: 'clearance',
            input: clearanceBeforeRoll,
            onDone: [{ guard: done, target: 'rolling' }, stopOnOutput],
            onError: stopOnBug,
          },
        },
        rolling: {
          invoke: {
            id: 'rollFinished',
            src: 'rollout',
            input: rollInput('reencrypt_finished'),
            onDone: [{ guard: done, target: 'proving' }, stopOnOutput],
            onError: stopOnBug,
          },
        },
        proving: {
          invoke: {
            id: 'prove',
            src: 'prove',
            input: {},
            onDone: [
              { guard: { type: 'provenWithSnapshot', params: answered }, target: 'snapshot' },
              { guard: good, target: 'cleaning' },
              stop,
            ],
            onError: stopOnBug,
          },
        },
        snapshot: {
          invoke: {
            id: 'snapshotAfter',
            src: 'takeSnapshot',
            input: { when: 'after' },
            onDone: [{ guard: good, target: 'cleaning' }, stop],
            onError: stopOnBug,
          },
        },
        cleaning: {
          invoke: {
            id: 'cleanUp',
            src: 'cleanUp',
            input: {},
            onDone: [{ guard: good, target: '#rotation.finished' }, stop],
            onError: stopOnBug,
          },
        },
      },
    },
    finished: { type: 'final' },
    stopped: { type: 'final' },
  },
});
