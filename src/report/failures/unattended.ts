import type { AlertsHold, OutsideWindow, UnattendedFailure } from '../../model/failures/unattended.ts';
import { unreachable } from '../../model/unreachable.ts';
import { hookEndingText, hookName } from '../automation-text.ts';
import { commandLine, giveUpAdvice, type Hints, resumeLine } from '../hints.ts';
import type { Explain, FailureText } from './types.ts';
import { systemReason } from '../system-reason.ts';
import { capitalized, durationText, roughDurationText } from '../units.ts';
import { localTimeText, presentWindowText } from '../window-text.ts';
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
          `When that is decided, continue it: ${resumeLine(hints)}`,
          giveUpAdvice(hints),
        ],
      };
    case 'outside-window':
      return outsideWindowText(failure);
    case 'hook-failed':
      return {
        what: `The ${hookName(failure)} ${hookEndingText(failure.ending)}, so nothing more was begun`,
        details: lastLines(failure.output),
        next: [
          'Mend the program, or its entry under hooks in the inventory. A hook may be run again for the same server, so it must allow that.',
          `If the run had begun, go on with it: ${resumeLine(hints)}`,
        ],
      };
    case 'alerts-hold':
      return alertsHoldText(failure, hints);
    default:
      return unreachable(failure);
  }
}

function alertsHoldText({ server, waitedMs, alerts, unasked }: AlertsHold, hints: Hints): FailureText {
  const waited = waitedMs === 0 ? '' : `, for ${durationText(waitedMs)}`;
  return {
    what:
      unasked === undefined
        ? `An alert fires in Prometheus${waited}, so ${server} was not restarted`
        : `Prometheus does not say which alerts fire${waited}, so ${server} was not restarted`,
    details: unasked === undefined ? [`alerts: ${alerts.join(', ')}`] : [`reason: ${systemReason(unasked)}`],
    next: [
      'See to it. An alert that says nothing of this cluster belongs under alerts.ignore in the inventory; a silence does not count.',
      `Then continue: ${commandLine(hints, 'rotate', '--resume')}`,
      `Where the alerting itself is broken and the cluster is known to be well: ${commandLine(hints, 'rotate', '--resume', '--prometheus', 'none')}`,
    ],
  };
}

function outsideWindowText(failure: OutsideWindow): FailureText {
  const { windows, estimateMs, neededMs, opens, longestMs } = failure;
  const needs = `a run takes about ${roughDurationText(estimateMs)}, and ${roughDurationText(neededMs)} with its margin`;
  return {
    what: `${capitalized(presentWindowText(failure))}, and a run must be able to end in one; nothing was changed`,
    details: [`windows: ${windows.join('; ')}`, needs],
    next: [
      opens === undefined
        ? `No window of the coming week is long enough (the longest has ${durationText(longestMs ?? 0)}): widen one, in the inventory or with --window.`
        : `The next window that is long enough opens at ${localTimeText(opens.at, opens.zone)}. Start then.`,
      'To rotate outside the windows all the same, say so: --window always',
    ],
  };
}

const LINES = 5;

function lastLines(output: string): readonly string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LINES)
    .map((line) => `it said: ${line}`);
}
