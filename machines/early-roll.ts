/**
 * The early roll restarts the followers while `rotate-keys` still rewrites Secrets on the leader (real-engine.md 7). The engine saves both keys in
 * the datastore before its rewrite, so a follower that starts then takes both keys.
 *
 * ```text
 *   choosing --(a follower is left)--> looking --(open)--> restarting --(healthy)--> choosing
 *      |                                  \---(closed)---> late <--(closed meanwhile)-- restarting
 *      \--(none left)--> checking --(every follower has both keys)--> loading -> allowing -> thawed
 *                           \---(some follower has not)---> late
 *   any failure: failed
 * ```
 *
 * Promises:
 * - Only followers are restarted, one at a time in the course's order, and never the leader, whose restart would end the rewrite.
 * - A follower is restarted only straight after a look that found both keys in the datastore and the rewrite unfinished. The request looks once
 *   more straight before it is sent, and no container is stopped whose server has come back without both keys. A follower that an earlier
 *   process restarted goes through its gates again, whatever the look finds.
 * - No canary is written before every apiserver, the leader's too, has loaded both keys, so that the leader can always list the Secrets.
 * - Writes are allowed again only after every follower has both keys on its disk and every apiserver has loaded both keys.
 * - `late` changes nothing further. Writes stay refused, and the last roll counts before each restart as without an early roll.
 */
import { assign, setup, type DoneActorEvent } from 'xstate';

import { asksEtcd, controlPlanesOf, followersOf, isProvedEarly, restartsContainers } from '../src/model/course.ts';
import type { RollServer } from '../src/model/strategy.ts';
import { PLACEHOLDERS } from './actors.ts';
import type { EarlyRollInput, EarlyRollResult, RestartInput, WindowResult } from './contract.ts';
import { endingAt, GOOD } from './invocation.ts';
import { failureOf, isLate, isOk, rejection, restarted, type Ending } from './outcome.ts';
import { restart } from './restart.ts';

interface Context extends EarlyRollInput, Ending {
  /** Number of healthy followers. The next follower is `followersOf(course)[healthy]`. */
  readonly healthy: number;
  /** Whether writes are allowed again. */
  readonly thawed: boolean;
}

interface Scope {
  readonly context: Context;
}

function initialContext({ input }: { input: EarlyRollInput }): Context {
  return { course: input.course, healthy: 0, thawed: false, failure: null };
}

function nextFollower({ course, healthy }: Context): RollServer | undefined {
  return followersOf(course)[healthy];
}

function hasNext({ context }: Scope): boolean {
  return nextFollower(context) !== undefined;
}

interface Looked {
  readonly look: WindowResult;
}

function looked({ event }: { event: DoneActorEvent<WindowResult> }): Looked {
  return { look: event.output };
}

function isOpen(_: unknown, { look }: Looked): boolean {
  return look.ok && look.window === 'open';
}

function oneMoreHealthy({ context }: Scope): Pick<Context, 'healthy'> {
  return { healthy: context.healthy + 1 };
}

/** `looking` is entered only with a remaining follower, so the nameless fallback is never used. */
function nextInput({ context }: Scope): { server: string } {
  return { server: nextFollower(context)?.name ?? '' };
}

/** Every follower is asked for its keys. */
function everyFollower(): { server: null } {
  return { server: null };
}

/** The fallback is never used. The fallback is no leader, so that not even a bug restarts one. */
function restartInput({ context }: Scope): RestartInput {
  const { course } = context;
  return {
    roll: 'early',
    server: nextFollower(context) ?? { name: '', part: 'follower', hasEtcd: false },
    restartContainers: restartsContainers(course),
    asksEtcd: asksEtcd(course),
    proveLoaded: isProvedEarly(course),
    clearBefore: null,
    clearBeforeContainer: null,
  };
}

function apiserversInput({ context }: Scope) {
  return { roll: 'early' as const, servers: controlPlanesOf(context.course).map(({ name }) => name) };
}

function resultOf({ context: { failure, thawed } }: Scope): EarlyRollResult {
  return failure === null ? { ok: true, early: thawed ? 'thawed' : 'late' } : { ok: false, failure };
}

const { stop, stopOnBug, step } = endingAt('#earlyRoll.failed');
const OPEN = { type: 'isOpen', params: looked } as const;

export const earlyRoll = setup({
  types: { input: {} as EarlyRollInput, context: {} as Context, output: {} as EarlyRollResult },
  actors: {
    restart,
    awaitWindow: PLACEHOLDERS.awaitWindow,
    awaitApiservers: PLACEHOLDERS.awaitApiservers,
    allowWrites: PLACEHOLDERS.allowWrites,
  },
  guards: { isOk, isLate, hasNext, isOpen },
  actions: {
    countHealthy: assign(oneMoreHealthy),
    noteThawed: assign({ thawed: true }),
    keepFailure: assign(failureOf),
    keepBug: assign(rejection),
  },
}).createMachine({
  id: 'earlyRoll',
  context: initialContext,
  output: resultOf,
  initial: 'choosing',
  states: {
    choosing: { always: [{ guard: 'hasNext', target: 'looking' }, { target: 'checking' }] },
    looking: {
      invoke: {
        id: 'lookAtWindow',
        src: 'awaitWindow',
        input: nextInput,
        onDone: [{ guard: OPEN, target: 'restarting' }, { guard: GOOD, target: 'late' }, stop],
        onError: stopOnBug('awaitWindow'),
      },
    },
    restarting: {
      invoke: {
        id: 'restart',
        src: 'restart',
        input: restartInput,
        onDone: [
          { guard: { type: 'isLate', params: restarted }, target: 'late' },
          { guard: GOOD, actions: 'countHealthy', target: 'choosing' },
          stop,
        ],
        onError: stopOnBug('restart'),
      },
    },
    checking: {
      invoke: {
        id: 'lookAtFollowers',
        src: 'awaitWindow',
        input: everyFollower,
        onDone: [{ guard: OPEN, target: 'loading' }, { guard: GOOD, target: 'late' }, stop],
        onError: stopOnBug('awaitWindow'),
      },
    },
    loading: {
      invoke: step({ id: 'awaitApiservers', src: 'awaitApiservers', input: apiserversInput, target: 'allowing' }),
    },
    allowing: {
      invoke: {
        id: 'allowWrites',
        src: 'allowWrites',
        input: {},
        onDone: [{ guard: GOOD, actions: 'noteThawed', target: 'thawed' }, stop],
        onError: stopOnBug('allowWrites'),
      },
    },
    thawed: { type: 'final' },
    late: { type: 'final' },
    failed: { type: 'final' },
  },
});
