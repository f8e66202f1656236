import type { DoneActorEvent, ErrorActorEvent } from 'xstate';

import type { Failure } from '../src/model/failure.ts';
import type { StepResult } from './contract.ts';

/** How a chart below the rotation ended. */
export type ChartOutput = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly failure: Failure };

/** An actor that rejected broke its contract. */
export interface Bug {
  readonly where: string;
  readonly error: unknown;
}

/** Params of what reacts to an actor's answer. */
export function answered({ event }: { event: DoneActorEvent<StepResult> }): { answer: StepResult } {
  return { answer: event.output };
}

/** Params of what reacts to the end of a chart that was invoked. */
export function concluded({ event }: { event: DoneActorEvent<ChartOutput> }): { output: ChartOutput } {
  return { output: event.output };
}

/** Params of what reacts to an actor that rejected. */
export function broken({ event }: { event: ErrorActorEvent }): Bug {
  return { where: event.actorId, error: event.error };
}

/** Guard: the actor's answer is good. */
export function isOk(_: unknown, { answer }: { answer: StepResult }): boolean {
  return answer.ok;
}

/** Guard: the invoked chart ended well. */
export function isDone(_: unknown, { output }: { output: ChartOutput }): boolean {
  return output.kind === 'done';
}

/** The ending that a bug leads to: it is told with the place it happened in. */
export function failedBy({ where, error }: Bug): ChartOutput {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { kind: 'failed', failure: { kind: 'bug', where, message, stack } };
}

/** The failure in an answer. Asking a good answer is a bug, and charts must not throw: it is told as one. */
export function failureOf(answer: StepResult): Failure {
  return answer.ok
    ? { kind: 'bug', where: 'chart', message: 'a good answer read as a failure', stack: undefined }
    : answer.failure;
}

/** The ending that a failed answer leads to. */
export function failedWith({ answer }: { answer: StepResult }): ChartOutput {
  return { kind: 'failed', failure: failureOf(answer) };
}
