import type { UnattendedFailure } from '../../model/failures/unattended.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandLine, giveUpAdvice, type Hints } from '../hints.ts';
import type { Explain, FailureText } from './types.ts';
import { refusalText } from './run.ts';

/** A command without an operator leaves the next step to a person. */
export function unattendedText(failure: UnattendedFailure, hints: Hints, explain: Explain): FailureText {
  switch (failure.kind) {
    case 'rotation-elsewhere': {
      const { details, next } = refusalText(failure.checks, explain, hints);
      return {
        what: `Cluster ${failure.cluster} is in the middle of a rotation, or refuses writes of Secrets, and no run on this machine began that: a person must decide; nothing was changed`,
        details,
        next: next.length > 0 ? next : [`See all servers side by side: ${commandLine(hints, 'status')}`],
      };
    }
    case 'decision-pending':
      return {
        what: `Run ${failure.runId} stopped at a point where a person must decide, and ensure does not decide for a person; this command changed nothing`,
        details: [`journal: ${failure.journal}`],
        next: [
          `See how it stopped, and what must not be done: ${commandLine(hints, 'status')}`,
          `When that is decided, continue it: ${commandLine(hints, 'rotate', '--resume')}`,
          giveUpAdvice(hints),
        ],
      };
    default:
      return unreachable(failure);
  }
}
