import type { RunSummary } from '../model/run-summary.ts';
import type { Failure } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';
import { unreachable } from '../model/unreachable.ts';
import { failureText } from './failure-text.ts';
import type { FailureText } from './failures/failure-text.ts';
import { commandLine, type Hints } from './hints.ts';
import { standingText } from './standing-text.ts';

/** How a run ended: one sentence when all is well, else an error with the way on. */
export type OutcomeText = { readonly good: string } | { readonly bad: FailureText };

/** Words for an outcome. `summary` tells whether there is a journal to continue from. */
export function outcomeText(outcome: Outcome, summary: RunSummary | undefined, hints: Hints): OutcomeText {
  switch (outcome.kind) {
    case 'done':
      return { good: 'Done: the new key is in use on every server, and the proof holds.' };
    case 'nothing-to-do':
      return { good: 'Nothing to do: nothing was changed.' };
    case 'bug':
    case 'usage':
    case 'refused':
    case 'locked':
    case 'proof-failed':
      return { bad: failureText(outcome.failure, hints) };
    case 'stopped-resumable':
      return {
        bad: withStanding(
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
        bad: withStanding(
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

function withStanding(text: FailureText, summary: RunSummary | undefined): FailureText {
  return summary === undefined ? text : { ...text, next: [...text.next, standingText(summary.keys)] };
}

/** Never says that nothing was changed where a step had come up: a summary may be missing for other reasons. */
function hasBegun(failure: Failure, summary: RunSummary | undefined): boolean {
  return summary !== undefined || (failure.kind === 'interrupted' && failure.at !== undefined);
}

function resume(hints: Hints): string {
  return commandLine(hints, 'rotate', '--resume');
}

/** Advice is given once, even where the failure itself already has it. */
function withNext(text: FailureText, more: readonly [string] | readonly [string, string]): FailureText {
  const [lead, command] = more;
  if (command === undefined) return { ...text, next: [...text.next, lead] };
  const known = text.next.some((advice) => advice.includes(command));
  return known ? text : { ...text, next: [...text.next, `${lead} ${command}`] };
}
