/**
 * Clearance allows the old key to go only when etcd itself holds no Secret under the old key (measured.md 2).
 *
 * ```text
 *            stragglers, a server has both keys, and it helps
 *   counting ------------------------------------------------> repairing
 *     |  |  <-----------------------------------------------------/  |
 *     |  | stragglers and nobody to repair through                   |
 *   0 |  +-------------> failed <------------------------------------+
 *     v
 *   cleared
 * ```
 *
 * Promises:
 * - Only a count of zero newer than the last repair reaches `cleared`.
 * - The chart repairs nothing when no server has both keys.
 * - The chart continues while the count falls, and ends with the remaining count after three rounds without a lower count. The chart always ends,
 *   because no count falls below zero.
 */
import { assign, setup, type DoneActorEvent } from 'xstate';

import { PLACEHOLDERS } from './actors.ts';
import type { CensusResult, ClearanceInput, StepResult } from './contract.ts';
import { endingAt } from './invocation.ts';
import { failureOf, isOk, rejection, resultOf, type Ending } from './outcome.ts';

/** Rounds without a lower count before the chart gives up. Other writers may have caused the first fruitless round. */
const MOST_FRUITLESS = 3;

interface Context extends ClearanceInput, Ending {
  /** The lowest count so far; `null` before the first one. */
  readonly lowest: number | null;
  /** Rounds since the lowest count without a lower count. */
  readonly fruitless: number;
}

interface Scope {
  readonly context: Context;
}

interface Counted {
  readonly census: CensusResult;
}

function initialContext({ input }: { input: ClearanceInput }): Context {
  return { point: input.point, through: input.through, lowest: null, fruitless: 0, failure: null };
}

function counted({ event }: { event: DoneActorEvent<CensusResult> }): Counted {
  return { census: event.output };
}

function isZero(_: unknown, { census }: Counted): boolean {
  return census.ok && census.stragglers === 0;
}

function isRepairable({ context }: Scope, { census }: Counted): boolean {
  return census.ok && context.through !== null && roundsAfter(context, census.stragglers).fruitless < MOST_FRUITLESS;
}

/** The rounds after a count. */
function roundsAfter({ lowest, fruitless }: Context, count: number): Pick<Context, 'lowest' | 'fruitless'> {
  return lowest === null || count < lowest ? { lowest: count, fruitless: 0 } : { lowest, fruitless: fruitless + 1 };
}

function notedCount({ context }: Scope, { census }: Counted): Pick<Context, 'lowest' | 'fruitless'> {
  return census.ok ? roundsAfter(context, census.stragglers) : context;
}

function remaining({ context: { point, through } }: Scope, { census }: Counted): Ending {
  if (!census.ok) return { failure: census.failure };
  const { stragglers: count, names } = census;
  return { failure: { kind: 'stragglers-remain', point, count, names, repairable: through !== null } };
}

function censusInput({ context }: Scope): Pick<ClearanceInput, 'point'> {
  return { point: context.point };
}

/** `repairing` is entered only with a server for the repair, so the empty name is never used. */
function repairInput({ context }: Scope): { point: ClearanceInput['point']; through: string } {
  return { point: context.point, through: context.through ?? '' };
}

const { stopOnBug, step } = endingAt('#clearance.failed');

export const clearance = setup({
  types: { input: {} as ClearanceInput, context: {} as Context, output: {} as StepResult },
  actors: { takeCensus: PLACEHOLDERS.takeCensus, repairStragglers: PLACEHOLDERS.repairStragglers },
  guards: { isOk, isZero, isRepairable },
  actions: {
    noteCount: assign(notedCount),
    keepRemaining: assign(remaining),
    keepFailure: assign(failureOf),
    keepBug: assign(rejection),
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
          {
            guard: { type: 'isRepairable', params: counted },
            actions: { type: 'noteCount', params: counted },
            target: 'repairing',
          },
          { actions: { type: 'keepRemaining', params: counted }, target: 'failed' },
        ],
        onError: stopOnBug('takeCensus'),
      },
    },
    repairing: {
      invoke: step({ id: 'repairStragglers', src: 'repairStragglers', input: repairInput, target: 'counting' }),
    },
    cleared: { type: 'final' },
    failed: { type: 'final' },
  },
});
