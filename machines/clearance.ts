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
 */
import { assign, setup, type DoneActorEvent } from 'xstate';

import type { CensusMoment } from '../src/model/step.ts';
import type { Failure } from '../src/model/failure.ts';
import { PLACEHOLDERS } from './actors.ts';
import type { CensusResult, StepResult } from './contract.ts';
import { answered, broken, failedBy, failedWith, isOk, type ChartOutput } from './outcome.ts';

function counted({ event }: { event: DoneActorEvent<CensusResult> }): { answer: CensusResult } {
  return { answer: event.output };
}

/** Repairs before giving up: writers may have been at work during the first. */
const MOST_REPAIRS = 3;

export interface ClearanceInput {
  readonly moment: CensusMoment;
  /** A server that still has both keys; `undefined` where none has (rotate-keys). */
  readonly through: string | null;
}

interface Context extends ClearanceInput {
  readonly repairs: number;
  /** How the chart would end now. */
  readonly result: ChartOutput;
}

function remaining(context: Context, answer: CensusResult & { readonly ok: true }): Failure {
  const { stragglers: count, names } = answer;
  return { kind: 'stragglers-remain', moment: context.moment, count, names, repairable: context.through !== null };
}

export const clearance = setup({
  types: {
    input: {} as ClearanceInput,
    context: {} as Context,
    output: {} as ChartOutput,
  },
  actors: { takeCensus: PLACEHOLDERS.takeCensus, repairStragglers: PLACEHOLDERS.repairStragglers },
  guards: {
    isZero: (_, { answer }: { answer: CensusResult }) => answer.ok && answer.stragglers === 0,
    isRepairable: ({ context }, { answer }: { answer: CensusResult }) =>
      answer.ok && context.through !== null && context.repairs < MOST_REPAIRS,
    isOk,
  },
  actions: {
    countRepair: assign({ repairs: ({ context }) => context.repairs + 1 }),
    keepCount: assign({
      result: ({ context }, { answer }: { answer: CensusResult }): ChartOutput => ({
        kind: 'failed',
        failure: answer.ok ? remaining(context, answer) : answer.failure,
      }),
    }),
    keepFailure: assign({
      result: (_, failed: { answer: StepResult }) => failedWith(failed),
    }),
    keepBug: assign({
      result: (_, bug: { where: string; error: unknown }) => failedBy(bug),
    }),
  },
}).createMachine({
  id: 'clearance',
  context: ({ input }) => ({ ...input, repairs: 0, result: { kind: 'done' } }),
  output: ({ context }) => context.result,
  initial: 'counting',
  states: {
    counting: {
      invoke: {
        id: 'takeCensus',
        src: 'takeCensus',
        input: ({ context }) => ({ moment: context.moment }),
        onDone: [
          { guard: { type: 'isZero', params: counted }, target: 'cleared' },
          { guard: { type: 'isRepairable', params: counted }, target: 'repairing' },
          { actions: { type: 'keepCount', params: counted }, target: 'failed' },
        ],
        onError: { actions: { type: 'keepBug', params: broken }, target: 'failed' },
      },
    },
    repairing: {
      entry: 'countRepair',
      invoke: {
        id: 'repairStragglers',
        src: 'repairStragglers',
        input: ({ context }) => ({ moment: context.moment, through: context.through ?? '' }),
        onDone: [
          { guard: { type: 'isOk', params: answered }, target: 'counting' },
          { actions: { type: 'keepFailure', params: answered }, target: 'failed' },
        ],
        onError: { actions: { type: 'keepBug', params: broken }, target: 'failed' },
      },
    },
    cleared: { type: 'final' },
    failed: { type: 'final' },
  },
});
