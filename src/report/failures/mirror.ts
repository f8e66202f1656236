import type { JournalBehind, MirrorFailure } from '../../model/failures/mirror.ts';
import type { Failure } from '../../model/failure.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandLine, giveUpAdvice, giveUpMirroredAdvice, shellWord, type Hints } from '../hints.ts';
import { systemReason } from '../system-reason.ts';
import type { FailureText } from './types.ts';

/** The journal here and its copy on the leader do not fit together. */
export function mirrorText(failure: MirrorFailure, hints: Hints, textOf: (inner: Failure) => FailureText): FailureText {
  const resume = commandLine(hints, 'rotate', '--resume');
  switch (failure.kind) {
    case 'mirrored-run-unfinished':
      return {
        what: `Run ${failure.runId} of this cluster, begun on another machine, is not finished`,
        details: [`its journal: ${failure.server}:${failure.file}`],
        next: [
          `Continue it here, if that machine is lost or its operator agrees: ${resume}`,
          giveUpMirroredAdvice(hints),
        ],
      };
    case 'mirror-unwritable': {
      const { what, details } = textOf(failure.failure);
      return {
        what: `The journal of the run cannot be copied to ${failure.server}:${failure.file}`,
        // The line of the command is a whole script, and says nothing of the cause.
        details: [what, ...details.filter((line) => !line.startsWith('command: ')), 'nothing was sent after that'],
        next: [
          `Make room on ${failure.server} or repair that directory, then begin again, or continue: ${resume}`,
          'To keep the journal on this machine alone, say `journal: { mirror: false }` for the cluster in the inventory. If this machine is lost in the middle of a run then, no other machine can continue the run.',
        ],
      };
    }
    case 'mirror-corrupt':
      return {
        what: `The journal of another machine's run, ${failure.server}:${failure.file}, is damaged at line ${failure.line}`,
        details: [`reason: ${systemReason(failure.reason)}`],
        next: [
          'Do not edit it: its lines are chained by their hashes. Keep a copy as evidence.',
          `If the machine that began the run still exists, continue there: its own journal counts.`,
          `Look at the cluster itself: ${commandLine(hints, 'status')}`,
          giveUpMirroredAdvice(hints),
          `Then see how a rotation that was begun elsewhere would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
        ],
      };
    case 'journal-behind':
      return behindText(failure, hints, resume);
    default:
      return unreachable(failure);
  }
}

function behindText(failure: JournalBehind, hints: Hints, resume: string): FailureText {
  const { beyond, runId, mirroredRun, directory, server, file } = failure;
  const details = [`here: ${directory}`, `there: ${server}:${file}`, 'nothing was changed'];
  const elsewhere = 'Ask who did: what another machine continued is finished there, as long as that machine exists.';
  const aside = `To continue here all the same, move the journal here out of the way and take the copy of ${server}: mv ${shellWord(directory)} ${shellWord(`${directory.split('/').at(-1)}.behind`)} && ${resume}`;
  switch (beyond) {
    case 'longer':
      return {
        what: `Run ${runId} was continued on another machine, so its journal here is behind the copy on ${server}`,
        details,
        next: [elsewhere, aside],
      };
    case 'differs':
      return {
        what: `Run ${runId} was continued on another machine, and the copy of its journal on ${server} has other lines than the journal here`,
        details,
        next: [elsewhere, `Look at the cluster itself: ${commandLine(hints, 'status')}`, aside],
      };
    case 'newer-run':
      return {
        what: `After run ${runId} another machine began run ${mirroredRun}, so the run here is out of date`,
        details,
        next: [`See how the cluster is: ${commandLine(hints, 'status')}`, giveUpAdvice(hints)],
      };
    case 'moved':
      return {
        what: `The journal of run ${mirroredRun} on ${server} changed while it was read: another machine was at work on the run`,
        details,
        next: [`See whether somebody is at work: ${commandLine(hints, 'status')}`, `Then continue: ${resume}`],
      };
    default:
      return unreachable(beyond);
  }
}
