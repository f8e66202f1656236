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

interface Invocation<Src, Input, Target> {
  readonly id: string;
  readonly src: Src;
  readonly input: Input;
  readonly target: Target;
}

/** Invokes an actor: a good answer leads on, anything else stops. */
function step<const Src, const Input, const Target>({ id, src, input, target }: Invocation<Src, Input, Target>) {
  return { id, src, input, onDone: [{ guard: good, target }, stop], onError: stopOnBug } as const;
}

/** Invokes a chart below: a good end leads on, anything else stops. */
function chart<const Src, const Input, const Target>({ id, src, input, target }: Invocation<Src, Input, Target>) {
  return { id, src, input, onDone: [{ guard: done, target }, stopOnOutput], onError: stopOnBug } as const;
}

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
          invoke: step({ id: 'snapshotBefore', src: 'takeSnapshot', input: { when: 'before' }, target: 'sealing' }),
        },
        sealing: {
          invoke: step({ id: 'sealBefore', src: 'sealCredentials', input: { when: 'before' }, target: 'secured' }),
        },
        secured: {
          always: [
            { guard: 'isStaged', target: 'preparing' },
            { actions: { type: 'askFor', params: { rewrite: 'drop-old' } }, target: '#rotation.reencrypt_request' },
          ],
        },
        preparing: {
          invoke: step({
            id: 'commandPrepare',
            src: 'sendStageCommand',
            input: { command: 'prepare' },
            target: '#rotation.prepare',
          }),
        },
      },
    },
    prepare: {
      initial: 'sealing',
      states: {
        sealing: {
          invoke: step({ id: 'sealPrepared', src: 'sealCredentials', input: { when: 'new-key' }, target: 'rolling' }),
        },
        rolling: {
          invoke: chart({ id: 'rollPrepare', src: 'rollout', input: rollInput('prepare'), target: 'rotating' }),
        },
        rotating: {
          invoke: step({
            id: 'commandRotate',
            src: 'sendStageCommand',
            input: { command: 'rotate' },
            target: '#rotation.rotate',
          }),
        },
      },
    },
    rotate: {
      initial: 'rolling',
      states: {
        rolling: {
          invoke: chart({ id: 'rollRotate', src: 'rollout', input: rollInput('rotate'), target: 'rolled' }),
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
      invoke: step({ id: 'commandRewrite', src: 'sendStageCommand', input: requestInput, target: 'reencrypt_active' }),
    },
    reencrypt_active: {
      initial: 'waiting',
      states: {
        waiting: {
          invoke: step({ id: 'awaitRewrite', src: 'awaitRewrite', input: rewriteInput, target: 'rewritten' }),
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
          invoke: step({ id: 'sealRotated', src: 'sealCredentials', input: { when: 'new-key' }, target: 'rolling' }),
        },
        counting: {
          invoke: chart({ id: 'clearanceBeforeRoll', src: 'clearance', input: clearanceBeforeRoll, target: 'rolling' }),
        },
        rolling: {
          invoke: chart({
            id: 'rollFinished',
            src: 'rollout',
            input: rollInput('reencrypt_finished'),
            target: 'proving',
          }),
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
          invoke: step({ id: 'snapshotAfter', src: 'takeSnapshot', input: { when: 'after' }, target: 'cleaning' }),
        },
        cleaning: {
          invoke: step({ id: 'cleanUp', src: 'cleanUp', input: {}, target: '#rotation.finished' }),
        },
      },
    },
    finished: { type: 'final' },
    stopped: { type: 'final' },
  },
});
