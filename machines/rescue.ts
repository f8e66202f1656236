/**
 * Rescue puts keys back that Secrets need and servers lack, moves the Secrets away from these keys, and takes the keys out again (real-engine.md 4).
 *
 * ```text
 *   entering -> securing (sealed copies) -> adding, server by server -> loadingAll -> reading -> moving (count, rewrite, count)
 *                                                                                                |
 *            -> returning, server by server -> loadingOne <---(returning)------------------------+
 *                                                  |
 *            -> counting <-------------------------+
 *                  |
 *                  +-> restarting, server by server -> proving -> (snapshot) -> cleaning -> finished
 *            -> undoing, server by server -> finished
 *   any failure: stopped, the rest untouched
 * ```
 *
 * Rules, each held on every path by test/machines:
 *
 * 1. No file is written before every control-plane server has a sealed copy of its own.
 * 2. No Secret is rewritten before every apiserver has loaded all keys and reads every Secret.
 * 3. No key is taken out before a count of zero, taken while every server has all keys.
 * 4. No server is restarted while any file differs from the one that the engine left, nor before every apiserver has loaded that file and the count
 *    is zero again. A server with another file does not start (failures.md B15).
 * 5. A rescue that has begun to take keys out never adds one again, and one that is undone does nothing else.
 *
 * `-> ` from `entering` are the states that a resumed run may enter (src/model/rescue.ts).
 */
import { assign, setup } from 'xstate';

import { PLACEHOLDERS } from './actors.ts';
import { clearance } from './clearance.ts';
import type { ClearanceInput, RescueInput, RescueOutput, RestartInput } from './contract.ts';
import { endingAt, GOOD } from './invocation.ts';
import { failureOf, isOk, rejection, type Ending } from './outcome.ts';
import { restart } from './restart.ts';

interface Context extends RescueInput, Ending {
  /** Number of servers that the present loop is done with. */
  readonly done: number;
}

interface Scope {
  readonly context: Context;
}

function initialContext({ input }: { input: RescueInput }): Context {
  return { ...input, done: 0, failure: null };
}

function outputOf({ context: { failure } }: Scope): RescueOutput {
  return failure === null ? { kind: 'finished' } : { kind: 'stopped', failure };
}

function entersAt({ context }: Scope, { at }: { at: RescueInput['entry'] }): boolean {
  return context.entry === at;
}

function hasToAdd({ context: { adding, done } }: Scope): boolean {
  return done < adding.length;
}

function hasToReturn({ context: { returning, done } }: Scope): boolean {
  return done < returning.length;
}

function hasToRestart({ context: { restarting, done } }: Scope): boolean {
  return done < restarting.length;
}

function takesSnapshot({ context }: Scope): boolean {
  return context.snapshot;
}

function oneMore({ context: { done } }: Scope): Pick<Context, 'done'> {
  return { done: done + 1 };
}

/** The loops are entered only with a server left, so the nameless fallbacks are never used. */
function serverToAdd({ context: { adding, done } }: Scope): { server: string } {
  return { server: adding[done] ?? '' };
}

function serverToReturn({ context: { returning, done } }: Scope): { server: string } {
  return { server: returning[done] ?? '' };
}

/** While every server has all keys, any server can rewrite. */
function movingInput({ context }: Scope): ClearanceInput {
  return { point: 'before-return', through: context.through };
}

/** Nothing can be rewritten any more. */
function countingInput(): ClearanceInput {
  return { point: 'before-restarts', through: null };
}

function restartInput({ context: { restarting, done, asksEtcd } }: Scope): RestartInput {
  return {
    roll: 'reencrypt_finished',
    server: restarting[done] ?? { name: '', part: 'follower', hasEtcd: false },
    restartContainers: false,
    asksEtcd,
    proveLoaded: true,
    clearBefore: null,
    clearBeforeContainer: null,
  };
}

const { stop, stopOnBug, step } = endingAt('#rescue.stopped');

export const rescue = setup({
  types: { input: {} as RescueInput, context: {} as Context, output: {} as RescueOutput },
  actors: {
    sealCredentials: PLACEHOLDERS.sealCredentials,
    addKeys: PLACEHOLDERS.addKeys,
    awaitKeys: PLACEHOLDERS.awaitKeys,
    readAll: PLACEHOLDERS.readAll,
    returnFile: PLACEHOLDERS.returnFile,
    undoFile: PLACEHOLDERS.undoFile,
    takeSnapshot: PLACEHOLDERS.takeSnapshot,
    prove: PLACEHOLDERS.prove,
    cleanUp: PLACEHOLDERS.cleanUp,
    clearance,
    restart,
  },
  guards: { isOk, entersAt, hasToAdd, hasToReturn, hasToRestart, takesSnapshot },
  actions: {
    countServer: assign(oneMore),
    beginLoop: assign({ done: 0 }),
    keepFailure: assign(failureOf),
    keepBug: assign(rejection),
  },
}).createMachine({
  id: 'rescue',
  context: initialContext,
  output: outputOf,
  initial: 'entering',
  states: {
    entering: {
      always: [
        { guard: { type: 'entersAt', params: { at: 'undo' } }, target: 'undoing' },
        { guard: { type: 'entersAt', params: { at: 'restart' } }, target: 'counting' },
        { guard: { type: 'entersAt', params: { at: 'return' } }, target: 'returning' },
        { target: 'securing' },
      ],
    },
    securing: {
      invoke: step({ id: 'seal', src: 'sealCredentials', input: { when: 'before' }, target: 'adding' }),
    },
    adding: {
      initial: 'choosing',
      states: {
        choosing: { always: [{ guard: 'hasToAdd', target: 'writing' }, { target: '#rescue.loadingAll' }] },
        writing: {
          invoke: {
            id: 'addKeys',
            src: 'addKeys',
            input: serverToAdd,
            onDone: [{ guard: GOOD, actions: 'countServer', target: 'choosing' }, stop],
            onError: stopOnBug('addKeys'),
          },
        },
      },
    },
    loadingAll: {
      invoke: step({ id: 'allLoaded', src: 'awaitKeys', input: { keys: 'all' }, target: 'reading' }),
    },
    reading: { invoke: step({ id: 'readAll', src: 'readAll', input: {}, target: 'moving' }) },
    moving: {
      invoke: step({ id: 'clearanceBeforeReturn', src: 'clearance', input: movingInput, target: 'returning' }),
    },
    returning: {
      entry: 'beginLoop',
      initial: 'choosing',
      states: {
        choosing: { always: [{ guard: 'hasToReturn', target: 'writing' }, { target: '#rescue.loadingOne' }] },
        writing: {
          invoke: {
            id: 'returnFile',
            src: 'returnFile',
            input: serverToReturn,
            onDone: [{ guard: GOOD, actions: 'countServer', target: 'choosing' }, stop],
            onError: stopOnBug('returnFile'),
          },
        },
      },
    },
    loadingOne: {
      invoke: step({ id: 'oneLoaded', src: 'awaitKeys', input: { keys: 'one' }, target: 'counting' }),
    },
    counting: {
      invoke: step({ id: 'clearanceBeforeRestarts', src: 'clearance', input: countingInput, target: 'restarting' }),
    },
    restarting: {
      entry: 'beginLoop',
      initial: 'choosing',
      states: {
        choosing: { always: [{ guard: 'hasToRestart', target: 'restart' }, { target: '#rescue.proving' }] },
        restart: {
          invoke: {
            id: 'restart',
            src: 'restart',
            input: restartInput,
            onDone: [{ guard: GOOD, actions: 'countServer', target: 'choosing' }, stop],
            onError: stopOnBug('restart'),
          },
        },
      },
    },
    proving: { invoke: step({ id: 'prove', src: 'prove', input: {}, target: 'proven' }) },
    proven: { always: [{ guard: 'takesSnapshot', target: 'snapshot' }, { target: 'cleaning' }] },
    snapshot: {
      invoke: step({ id: 'snapshotAfter', src: 'takeSnapshot', input: { when: 'after' }, target: 'cleaning' }),
    },
    cleaning: { invoke: step({ id: 'cleanUp', src: 'cleanUp', input: {}, target: 'finished' }) },
    undoing: {
      initial: 'choosing',
      states: {
        choosing: { always: [{ guard: 'hasToReturn', target: 'writing' }, { target: '#rescue.finished' }] },
        writing: {
          invoke: {
            id: 'undoFile',
            src: 'undoFile',
            input: serverToReturn,
            onDone: [{ guard: GOOD, actions: 'countServer', target: 'choosing' }, stop],
            onError: stopOnBug('undoFile'),
          },
        },
      },
    },
    finished: { type: 'final' },
    stopped: { type: 'final' },
  },
});
