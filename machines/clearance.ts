/**
 * Clearance: the old key may go only when etcd itself holds no Secret under it (measured.md 2).
 *
 * ```text
 *            stragglers, a server has both keys, rounds left
 *   counting ------------------------------------------------> repairing
 *     |  |  <-----------------------------------------------------/  |
 *     |  | stragglers and nobody to repair through                   |
 *   0 |  +-------------> failed <------------------------------------+
 *     v
 *   cleared
 * ```
 *
 * Promises: `cleared` is reached only by a count of zero that is newer than the last repair; nothing is repaired where no server
 * has both keys; three repairs at most, then it fails with the count that remains.
 */
import { assign, setup, type DoneActorEvent } from 'xstate';

import type { Failure } from '../src/model/failure.ts';
import { PLACEHOLDERS } from './actors.ts';
import type { CensusResult, ClearanceInput, StepResult } from './contract.ts';
import { endingAt } from './invocation.ts';
import { failureOf, isOk, rejection, resultOf, type Ending } from './outcome.ts';

/** Repairs before giving up: writers may have been at work during the first. */
const MOST_REPAIRS = 3;

interface Context extends ClearanceInput, Ending {
  readonly repairs: number;
}

interface Scope {
  readonly context: Context;
}

interface Counted {
  readonly census: CensusResult;
}

function initialContext({ input }: { input: ClearanceInput }): Context {
  return { moment: input.moment, through: input.through, repairs: 0, failure: null };
}

function counted({ event }: { event: DoneActorEvent<CensusResult> }): Counted {
  return { census: event.output };
}

function isZero(_: unknown, { census }: Counted): boolean {
  return census.ok && census.stragglers === 0;
}

function isRepairable({ context }: Scope, { census }: Counted): boolean {
  return census.ok && context.through !== null && context.repairs < MOST_REPAIRS;
}

function remaining({ context }: Scope, { census }: Counted): Failure {
  if (!census.ok) return census.failure;
  const { stragglers: count, names } = census;
  return { kind: 'stragglers-remain', moment: context.moment, count, names, repairable: context.through !== null };
}

function censusInput({ context }: Scope): Pick<ClearanceInput, 'moment'> {
  return { moment: context.moment };
}

/** `repairing` is entered only with a server to repair through: the empty name is never used. */
function repairInput({ context }: Scope): { moment: ClearanceInput['moment']; through: string } {
  return { moment: context.moment, through: context.through ?? '' };
}

const { stopOnBug, step } = endingAt('#clearance.failed');

export const clearance = setup({
  types: { input: {} as ClearanceInput, context: {} as Context, output: {} as StepResult },
  actors: { takeCensus: PLACEHOLDERS.takeCensus, repairStragglers: PLACEHOLDERS.repairStragglers },
  guards: { isOk, isZero, isRepairable },
  actions: {
    countRepair: assign({ repairs: ({ context }) => context.repairs + 1 }),
    keepRemaining: assign({ failure: (scope, params: Counted) => remaining(scope, params) }),
    keepFailure: assign({ failure: (_, { answer }: { answer: StepResult }) => failureOf(answer) }),
    keepBug: assign({ failure: ({ event }, { where }: { where: string }) => rejection(event, where) }),
  },
}).createMachine({
  id: 'clearance',
  context: initialContext,
  output: resultOf,
  initial: 'counting',
  states: {
    counting: {
      invoke: {
        id: 'takeCensus',
        src: 'takeCensus',
        input: censusInput,
        onDone: [
          { guard: { type: 'isZero', params: counted }, target: 'cleared' },
          { guard: { type: 'isRepairable', params: counted }, target: 'repairing' },
          { actions: { type: 'keepRemaining', params: counted }, target: 'failed' },
        ],
        onError: stopOnBug('takeCensus'),
      },
    },
    repairing: {
      entry: 'countRepair',
      invoke: step({ id: 'repairStragglers', src: 'repairStragglers', input: repairInput, target: 'counting' }),
    },
    cleared: { type: 'final' },
    failed: { type: 'final' },
  },
});
