import type { DoneActorEvent } from 'xstate';

import { bugOf } from '../src/model/result.ts';
import type { Failure } from '../src/model/failure.ts';
import type { RestartResult, StepResult } from './contract.ts';

/** The part of every chart's context that holds the chart's ending. */
export interface Ending {
  /** The failure that occurred, or `null` without a failure. */
  readonly failure: Failure | null;
}

/** Params for reactions to an answer. Invoked charts answer like actors. */
export function answered({ event }: { event: DoneActorEvent<StepResult> }): { answer: StepResult } {
  return { answer: event.output };
}

/** Guard for a successful answer. */
export function isOk(_: unknown, { answer }: { answer: StepResult }): boolean {
  return answer.ok;
}

/** Params for reactions to the answer of a restart. */
export function restarted({ event }: { event: DoneActorEvent<RestartResult> }): { result: RestartResult } {
  return { result: event.output };
}

/** Guard for a restart of an early roll that came too late. */
export function isLate(_: unknown, { result }: { result: RestartResult }): boolean {
  return result.ok && result.late === true;
}

/**
 * Assigns the failure of an answer. A successful answer here is a bug, reported as a failure because charts must not throw. The function returns
 * the whole part of the context, because XState infers params of a named function for whole assigners only.
 */
export function failureOf(_: unknown, { answer }: { answer: StepResult }): Ending {
  return { failure: answer.ok ? bugOf(new Error('a good answer was read as a failure'), 'chart') : answer.failure };
}

/** Assigns the bug of an actor that rejected and so broke its contract. `where` is the actor's name. */
export function rejection({ event }: { event: object }, { where }: { where: string }): Ending {
  return { failure: bugOf('error' in event ? event.error : undefined, where) };
}

/** The answer of a chart to the invoking chart. */
export function resultOf({ context }: { context: Ending }): StepResult {
  return context.failure === null ? { ok: true } : { ok: false, failure: context.failure };
}
