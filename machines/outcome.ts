import type { DoneActorEvent } from 'xstate';

import { bugOf } from '../src/model/bug.ts';
import type { Failure } from '../src/model/failure.ts';
import type { StepResult } from './contract.ts';

/** The part of every chart's context that says how it would end now. */
export interface Ending {
  /** What went wrong; `null` as long as nothing did. */
  readonly failure: Failure | null;
}

/** Params of what reacts to an answer. Charts that were invoked answer as actors do. */
export function answered({ event }: { event: DoneActorEvent<StepResult> }): { answer: StepResult } {
  return { answer: event.output };
}

/** Guard: the answer is good. */
export function isOk(_: unknown, { answer }: { answer: StepResult }): boolean {
  return answer.ok;
}

/**
 * Assigner: the failure in an answer. Asking a good answer is a bug, and charts must not throw: it is told as one.
 * It gives the whole part of the context, because XState infers params of a named function for whole assigners only.
 */
export function failureOf(_: unknown, { answer }: { answer: StepResult }): Ending {
  return { failure: answer.ok ? bugOf(new Error('a good answer was read as a failure'), 'chart') : answer.failure };
}

/** Assigner: an actor that rejected broke its contract. `where` is its name. */
export function rejection({ event }: { event: object }, { where }: { where: string }): Ending {
  return { failure: bugOf('error' in event ? event.error : undefined, where) };
}

/** What a chart answers to the one that invoked it. */
export function resultOf({ context }: { context: Ending }): StepResult {
  return context.failure === null ? { ok: true } : { ok: false, failure: context.failure };
}
