import type { RunSummary } from '../model/run-summary.ts';
import type { Failure } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';
import { unreachable } from '../model/unreachable.ts';
import { failureText } from './failure-text.ts';
import type { FailureText } from './failures/types.ts';
import { type Hints, resumeLine } from './hints.ts';
import { youngEnough } from './question-text.ts';
import { keysAtEndText } from './keys-at-end-text.ts';
import { rotatedText } from './summary/verdict.ts';

/** How a run ended. Success is one sentence, and anything else is an error with advice. */
export type OutcomeText = { readonly good: string } | { readonly bad: FailureText };

/** The hints for the command that continues. A run stopped part-way continues with its resumption. */
export function hintsAfter(outcome: Outcome, hints: Hints): Hints {
  const isPartWay = outcome.kind === 'stopped-resumable' || outcome.kind === 'stopped-for-a-person';
  if (!isPartWay || hints.leaveOut?.command !== 'rotate') return hints;
  const left = hints.leaveOut.options.flatMap((word, index, all) =>
    word === '--without' ? [word, all[index + 1] ?? ''] : [],
  );
  return { ...hints, leaveOut: { command: 'rotate', options: ['--resume', ...left] } };
}

/** Words for an outcome. `summary` shows whether a journal exists to continue from. */
export function outcomeText(outcome: Outcome, summary: RunSummary | undefined, given: Hints): OutcomeText {
  const hints = hintsAfter(outcome, given);
  switch (outcome.kind) {
    case 'done':
      return {
        good: `Done: ${rotatedText({ leftOut: summary?.leftOut ?? [], ...(summary?.operation === undefined ? {} : { operation: summary.operation }) })}`,
      };
    case 'nothing-to-do':
      return { good: outcome.key === undefined ? 'Nothing to do: nothing was changed.' : youngEnough(outcome.key) };
    case 'bug':
    case 'usage':
    case 'refused':
    case 'locked':
    case 'proof-failed':
    case 'secrets-lost':
      return { bad: failureText(outcome.failure, hints) };
    case 'stopped-resumable':
      return {
        bad: withKeysAtEnd(
          withNext(failureText(outcome.failure, hints), ['It is safe to resume:', resume(hints)]),
          summary,
        ),
      };
    case 'stopped-for-a-person':
      return {
        bad: withNext(failureText(outcome.failure, hints), [
          'The run stopped at a point where a person must decide. Nothing more is sent automatically.',
        ]),
      };
    case 'interrupted':
      return {
        bad: withKeysAtEnd(
          withNext(
            failureText(outcome.failure, hints),
            hasBegun(outcome.failure, summary)
              ? ['The run is safe to resume:', resume(hints)]
              : ['This command changed nothing.'],
          ),
          summary,
        ),
      };
    default:
      return unreachable(outcome);
  }
}

function withKeysAtEnd(text: FailureText, summary: RunSummary | undefined): FailureText {
  return summary === undefined ? text : { ...text, next: [...text.next, keysAtEndText(summary.keys)] };
}

/** A summary can be missing for several reasons, so a run whose step was known is never reported as unchanged. */
function hasBegun(failure: Failure, summary: RunSummary | undefined): boolean {
  return summary !== undefined || (failure.kind === 'interrupted' && failure.at !== undefined);
}

function resume(hints: Hints): string {
  return resumeLine(hints);
}

/** Advice is printed once, even if the failure itself already contains the advice. */
function withNext(text: FailureText, more: readonly [string] | readonly [string, string]): FailureText {
  const [lead, command] = more;
  if (command === undefined) return { ...text, next: [...text.next, lead] };
  const known = text.next.some((advice) => advice.includes(command));
  return known ? text : { ...text, next: [...text.next, `${lead} ${command}`] };
}
