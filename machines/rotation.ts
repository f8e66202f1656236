/**
 * Rotation runs the engine's stages under the engine's own names.
 *
 * ```text
 *   entering [-> refreezing]       where a run that refuses writes is taken up after its command
 *            -> start              securing (snapshot, sealed copies), then `prepare`; rotate-keys: (freeze writes) reencrypt_request
 *            -> prepare            seal the new key, roll, then `rotate`
 *            -> rotate             roll; then reencrypt_request with `reencrypt`, or with `reencrypt --skip` on a single control plane
 *               reencrypt_request  a rewrite is asked for: keep-old or drop-old
 *            -> reencrypt_active   rotate-keys: seal the new key; (early roll of the followers, and in time: allow writes;) it goes on; after keep-old: a census of zero, then reencrypt_request with drop-old
 *                                  where a Secret was deleted under it: restart the leader, then move what is left and reencrypt_request again, or that
 *                                  census; rotate-keys on a single control plane, given up: move what is left, and stop all the same
 *            -> reencrypt_finished (rotate-keys entered here: seal the new key, early roll;) count and repair through a follower, (allow deletes, or after
 *                                  an early roll in time unfreeze writes,) roll, (count once more, unfreeze writes,) prove, snapshot, clean up
 *   finished | stopped
 * ```
 *
 * Rules, each held on every path by test/machines:
 *
 * 1. No server is restarted, and nothing is waited for, while the only copy of a new key is one file on one server.
 * 2. `rotate` is sent only after every apiserver has loaded both keys, the old one first.
 * 3. A rewrite is requested only after every apiserver writes with the new key.
 * 4. The old key is dropped only after a census of zero.
 * 5. Writes are unfrozen only after the last roll and a census of zero, or when every apiserver has loaded both keys (early-roll.ts). A resumed run
 *    freezes writes again if the freeze was lifted before.
 * 6. Each stage command is sent at most once. The exception is `reencrypt`: it may be sent again after the engine reported that it aborted
 *    because a Secret was deleted, and only once its service has been restarted.
 * 7. Every other failure ends the run.
 *
 * `-> ` marks the states that a resumed run may enter (src/model/entry.ts). An entry that the course does not have stops the run at once.
 */
import { answeredBy, endingAt, GOOD } from './invocation.ts';
import { answered } from './outcome.ts';
import {
  clearanceBeforeDrop,
  clearanceBeforeRewrite,
  clearanceBeforeRoll,
  clearanceBeforeUnfreeze,
  earlyRollAnswered,
  earlyRollInput,
  initialContext,
  leaderRestart,
  outputOf,
  refreezeInput,
  requestInput,
  rewriteInput,
  ROLL_INPUT,
} from './rotation-decisions.ts';
import { rotationSetup } from './rotation-setup.ts';

const { stop, stopOnBug, step } = endingAt('#rotation.stopped');
const EARLY_ROLL_ENDED = { type: 'noteEarlyRoll', params: earlyRollAnswered } as const;

export const rotation = rotationSetup.createMachine({
  id: 'rotation',
  context: initialContext,
  output: outputOf,
  initial: 'entering',
  states: {
    entering: {
      always: [
        { guard: 'isForeignEntry', actions: 'refuseEntry', target: 'stopped' },
        { guard: 'entersFrozen', target: 'refreezing' },
        { target: 'entered' },
      ],
    },
    refreezing: {
      invoke: step({ id: 'freezeAgain', src: 'freezeWrites', input: refreezeInput, target: 'entered' }),
    },
    entered: {
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
            { guard: 'freezesWrites', target: 'freezing' },
            { target: '#rotation.reencrypt_request' },
          ],
        },
        freezing: {
          invoke: step({
            id: 'freezeWrites',
            src: 'freezeWrites',
            input: { again: false, deletes: true },
            target: '#rotation.reencrypt_request',
          }),
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
          invoke: step({ id: 'rollPrepare', src: 'rollout', input: ROLL_INPUT.prepare, target: 'rotating' }),
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
          invoke: step({
            id: 'rollRotate',
            src: 'rollout',
            input: ROLL_INPUT.rotate,
            target: '#rotation.reencrypt_request',
          }),
        },
      },
    },
    reencrypt_request: {
      invoke: step({ id: 'commandRewrite', src: 'sendStageCommand', input: requestInput, target: 'reencrypt_active' }),
    },
    reencrypt_active: {
      initial: 'choosing',
      states: {
        // `rotate-keys` has just made the key, and only the leader has the key. The copy comes before any other step.
        choosing: { always: [{ guard: 'isStaged', target: 'waiting' }, { target: 'sealing' }] },
        sealing: {
          invoke: step({ id: 'sealMinted', src: 'sealCredentials', input: { when: 'new-key' }, target: 'sealed' }),
        },
        sealed: { always: [{ guard: 'rollsEarlyNow', target: 'rollingEarly' }, { target: 'waiting' }] },
        rollingEarly: {
          invoke: {
            id: 'earlyRoll',
            src: 'earlyRoll',
            input: earlyRollInput,
            onDone: [{ guard: GOOD, actions: EARLY_ROLL_ENDED, target: 'waiting' }, stop],
            onError: stopOnBug('earlyRoll'),
          },
        },
        waiting: {
          invoke: {
            id: 'awaitRewrite',
            src: 'awaitRewrite',
            input: rewriteInput,
            onDone: [
              { guard: GOOD, target: 'rewritten' },
              answeredBy('mayGoOnAnew', 'beginAnew', 'restarting'),
              answeredBy('mayRepair', 'keepFailure', 'repairing'),
              stop,
            ],
            onError: stopOnBug('awaitRewrite'),
          },
        },
        restarting: {
          invoke: step({
            id: 'restartLeader',
            src: 'restart',
            input: leaderRestart,
            target: 'restarted',
          }),
        },
        // The count finds and repairs Secrets that a rewrite with the old key kept has left.
        restarted: { always: [{ guard: 'keepsOld', target: 'counting' }, { target: 'movingRest' }] },
        // The engine does not rewrite Secrets already under the new key. The fewer Secrets remain, the sooner the engine finishes its list.
        movingRest: {
          invoke: step({
            id: 'clearanceBeforeRewrite',
            src: 'clearance',
            input: clearanceBeforeRewrite,
            target: '#rotation.reencrypt_request',
          }),
        },
        // The engine will not continue and cannot be asked again. keyturn still moves the remaining Secrets, so that one key covers all.
        repairing: {
          invoke: {
            id: 'clearanceAfterFailure',
            src: 'clearance',
            input: clearanceBeforeDrop,
            onDone: { actions: { type: 'noteRepaired', params: answered }, target: '#rotation.stopped' },
            onError: stopOnBug('clearance'),
          },
        },
        rewritten: {
          always: [{ guard: 'keepsOld', target: 'counting' }, { target: '#rotation.reencrypt_finished' }],
        },
        counting: {
          invoke: {
            id: 'clearanceBeforeDrop',
            src: 'clearance',
            input: clearanceBeforeDrop,
            onDone: [{ guard: GOOD, actions: 'askToDrop', target: '#rotation.reencrypt_request' }, stop],
            onError: stopOnBug('clearance'),
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
            { guard: { type: 'entersAt', params: { at: 'reencrypt_finished' } }, target: 'sealing' },
            { target: 'settled' },
          ],
        },
        sealing: {
          invoke: step({ id: 'sealRotated', src: 'sealCredentials', input: { when: 'new-key' }, target: 'sealed' }),
        },
        sealed: { always: [{ guard: 'rollsEarlyNow', target: 'rollingEarly' }, { target: 'settled' }] },
        // The rewrite ended while the followers restarted, and all have both keys. Their apiservers are still to load them.
        rollingEarly: {
          invoke: {
            id: 'earlyRollAfterRewrite',
            src: 'earlyRoll',
            input: earlyRollInput,
            onDone: [{ guard: GOOD, actions: EARLY_ROLL_ENDED, target: 'settled' }, stop],
            onError: stopOnBug('earlyRoll'),
          },
        },
        settled: {
          always: [
            { guard: 'isThawed', target: 'openingAll' },
            { guard: 'allowsDeletes', target: 'allowingDeletes' },
            { target: 'rolling' },
          ],
        },
        // After an early roll in time only deletions are still refused.
        openingAll: { invoke: step({ id: 'unfreezeEarly', src: 'unfreezeWrites', input: {}, target: 'rolling' }) },
        allowingDeletes: {
          invoke: step({ id: 'allowDeletes', src: 'allowDeletes', input: {}, target: 'rolling' }),
        },
        counting: {
          invoke: step({ id: 'clearanceBeforeRoll', src: 'clearance', input: clearanceBeforeRoll, target: 'rolling' }),
        },
        rolling: {
          invoke: step({
            id: 'rollFinished',
            src: 'rollout',
            input: ROLL_INPUT.reencrypt_finished,
            target: 'rolled',
          }),
        },
        // If no server can read some Secret, writes that would bury the Secret stay refused, and the freeze remains in force.
        rolled: { always: [{ guard: 'staysFrozen', target: 'countingAgain' }, { target: 'proving' }] },
        countingAgain: {
          invoke: step({
            id: 'clearanceBeforeUnfreeze',
            src: 'clearance',
            input: clearanceBeforeUnfreeze,
            target: 'unfreezing',
          }),
        },
        unfreezing: { invoke: step({ id: 'unfreezeWrites', src: 'unfreezeWrites', input: {}, target: 'proving' }) },
        proving: { invoke: step({ id: 'prove', src: 'prove', input: {}, target: 'proven' }) },
        proven: { always: [{ guard: 'takesSnapshot', target: 'snapshot' }, { target: 'cleaning' }] },
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
