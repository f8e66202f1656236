import type { ReportCommand, ReportStep, RunReport } from '../../model/run-report.ts';
import { unreachable } from '../../model/unreachable.ts';
import { stepTitle } from '../step-text.ts';
import { durationText, instantText } from '../units.ts';
import { text, type Section } from './document.ts';

/** What was planned, and what became of it. */
export function stepsSection({ steps, pointOfNoReturn }: RunReport): Section {
  return {
    title: 'Plan against fact',
    blocks: [
      {
        kind: 'table',
        head: ['stage', 'step', 'begun (UTC)', 'planned', 'took', 'state'],
        numeric: [3, 4],
        rows: steps.map((step) => [
          step.stage,
          `${stepTitle(step.step)}${step.step === pointOfNoReturn.step ? ' (point of no return)' : ''}`,
          step.spans[0] === undefined ? '' : instantText(step.spans[0].from),
          step.plannedMs === undefined ? 'not planned' : durationText(step.plannedMs),
          tookText(step),
          stateText(step.state),
        ]),
      },
    ],
    isRecord: true,
  };
}

/** The work of all processes on the step. */
function tookText({ spans }: ReportStep): string {
  if (spans.length === 0) return '';
  const ms = spans.reduce((total, { from, until }) => total + Math.max(0, Date.parse(until) - Date.parse(from)), 0);
  return durationText(ms);
}

function stateText(state: ReportStep['state']): string {
  switch (state) {
    case 'done':
      return 'done';
    case 'found-done':
      return 'was there already';
    case 'begun':
      return 'begun, end not seen';
    case 'failed':
      return 'FAILED';
    case 'not-begun':
      return 'not begun';
    default:
      return unreachable(state);
  }
}

/** Every command that changed something, with its exit code. */
export function commandsSection({ commands, summary }: RunReport): Section {
  const isTold = commands.some(({ ending }) => ending === 'not-recorded');
  return {
    title: `Commands that changed something (${commands.length})`,
    blocks: [
      text('The heartbeat of the lock (a Lease in kube-system) and everything that only asks are left out.'),
      ...(isTold
        ? [
            text(
              'For some only the intention is in the journal: the process was killed, or was of an earlier release. The line is that of the plan.',
            ),
          ]
        : []),
      {
        kind: 'commands',
        lines: commands.map((command) => [headText(command, summary.startedAt), command.line] as const),
      },
    ],
    isRecord: true,
  };
}

function headText({ at, server, ending, exitCode }: ReportCommand, startedAt: string): string {
  // The date is shown once in a report, unless the run went on into another day.
  const time = at.slice(0, 10) === startedAt.slice(0, 10) ? instantText(at).slice(11) : instantText(at);
  return `${time} ${server}, ${endingText(ending, exitCode)}`;
}

function endingText(ending: ReportCommand['ending'], exitCode: number | undefined): string {
  switch (ending) {
    case 'exited':
      return `exit ${exitCode ?? 'unknown'}`;
    case 'signalled':
      return 'ended by a signal';
    case 'unclear':
      return 'answer lost';
    case 'not-sent':
      return 'not sent';
    case 'not-recorded':
      return 'intended, answer not in the journal';
    default:
      return unreachable(ending);
  }
}
