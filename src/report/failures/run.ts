import type { Check } from '../../model/check.ts';
import type { Drift } from '../../model/plan.ts';
import type { JournalCorrupt, RunFailure, StoppedAt, StopSignal } from '../../model/failures/run.ts';
import { unreachable } from '../../model/unreachable.ts';
import { aroundDifference } from '../plan-diff-text.ts';
import { checkTexts } from '../check-text.ts';
import { commandLine, endMirroredLine, giveUpAdvice, type Hints, resumeLine, runsLine, shellWord } from '../hints.ts';
import { keysReachText } from '../key-reach-text.ts';
import { serverNames } from '../server-names.ts';
import { stepTitle } from '../step-text.ts';
import { systemReason } from '../system-reason.ts';
import { count } from '../units.ts';
import { disagreementText } from './disagreement.ts';
import { answersText, leaderLeftOutText, unaskedText } from './left-out.ts';
import type { Explain, FailureText } from './types.ts';

/** The run cannot begin or continue. */
export function runText(failure: RunFailure, hints: Hints, explain: Explain): FailureText {
  const resume = resumeLine(hints);
  switch (failure.kind) {
    case 'servers-unasked':
      return unaskedText(failure, hints, explain);
    case 'preflight-refused': {
      const { refuse, details, next } = refusalText(failure.checks, explain, hints);
      return {
        what: `${refuse} the rotation; nothing was changed`,
        details,
        next: [...next, `Then look again: ${commandLine(hints, 'rotate', '--dry-run')}`],
      };
    }
    case 'resume-refused': {
      const { refuse, details, next } = refusalText(failure.checks, explain, hints);
      return { what: `${refuse} to go on with the run; this command changed nothing`, details, next };
    }
    case 'plan-drifted':
      return {
        what: `The cluster is no longer as it was when plan ${failure.planId} was made; nothing was changed`,
        details: driftLines(failure.drifts),
        next: [`Make a new plan and read it: ${commandLine(hints, 'plan', '--out', 'plan.json')}`],
      };
    case 'lock-held':
      return {
        what: `Another run holds the lock: ${failure.holder}`,
        details: [
          `since: ${failure.since}`,
          `where: ${failure.where}`,
          ...(failure.expiresAt === undefined
            ? []
            : [`unless its holder is alive, it expires at ${failure.expiresAt}`]),
        ],
        next: [
          'Wait for that run, or ask its holder. Do not remove the lock of a run that is alive.',
          ...(failure.removableFile === undefined
            ? []
            : [
                `keyturn cannot see from here whether that process is alive. Only if you know that it is gone for good: rm ${shellWord(failure.removableFile)}`,
              ]),
        ],
      };
    case 'lock-lost':
      return {
        what: `The lock was taken over by ${failure.holder}, so this run stopped at once`,
        details: [`where: ${failure.where}`],
        next: [`Ask that holder. When only one run is left, continue: ${resume}`],
      };
    case 'lock-unconfirmed':
      return {
        what: 'For a minute no server could confirm that this run still holds the lock, so no further step was begun',
        details: [`reason: ${failure.reason}`],
        next: [`See whether the apiservers answer, then go on: ${resume}`],
      };
    case 'journal-unwritable':
      return {
        what: `The journal ${failure.file} cannot be written, and keyturn does nothing that it cannot write down first`,
        details: [`reason: ${systemReason(failure.reason)}`],
        next: ['Free space or fix the permissions there, then start again; add --resume if the run had begun.'],
      };
    case 'lock-unwritable':
      return {
        what: `The lock file ${failure.file} cannot be written, and no run begins without it`,
        details: [`reason: ${systemReason(failure.reason)}`],
        next: [
          'Free space or fix the permissions there, or name another directory with --state-dir; then start again.',
        ],
      };
    case 'runs-unreadable':
      return {
        what: `The runs in ${failure.directory} cannot be read, so keyturn does not know whether one of them is unfinished`,
        details: [`reason: ${systemReason(failure.reason)}`],
        next: ['Make the directory readable, or name the right one with --state-dir.'],
      };
    case 'state-untrusted':
      return {
        what:
          failure.problem === 'symbolic-link'
            ? `${failure.path} in the state directory is a link, and keyturn makes none`
            : `${failure.path} in the state directory belongs to another user (uid ${failure.owner})`,
        details: ['Whoever controls it decides what keyturn believes to have done'],
        next: [
          'Find out who made it. Where it is yours, give it to the user that runs keyturn (chown), or put the directory itself in the place of the link.',
          'Or name a state directory of your own with --state-dir, if no run is unfinished.',
        ],
      };
    case 'journal-corrupt':
      return corruptText(failure, hints);
    case 'journal-altered':
      return {
        what: `The journal ${failure.file} is not as it was written: its chain breaks at line ${failure.line}`,
        details: [
          `reason: ${systemReason(failure.reason)}`,
          failure.line > 1
            ? `lines before it: whole, ${failure.line - 1} in number`
            : 'no line before it, so that nothing of it is proven',
        ],
        next: ['Do not edit it. Keep a copy as evidence, and compare it with copies made before.'],
      };
    case 'nothing-to-resume':
      return {
        what:
          failure.cluster === undefined
            ? 'There is no unfinished rotation here'
            : `There is no unfinished rotation of cluster ${failure.cluster} here`,
        details: [],
        next: [
          `See past runs: ${runsLine(hints)}`,
          `Begin a new one: ${commandLine(hints, 'rotate')}`,
          `If a run of another machine is to be given up, of which a server has a copy: ${endMirroredLine(hints)}`,
          `If the cluster is in the middle of a rotation that was begun elsewhere, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
        ],
      };
    case 'nothing-to-adopt':
      return {
        what: `All servers of cluster ${failure.cluster} have the same single key: there is nothing to adopt`,
        details: ['nothing was changed'],
        next: [
          `See all servers side by side: ${commandLine(hints, 'status')}`,
          `Begin a new rotation: ${commandLine(hints, 'rotate')}`,
        ],
      };
    case 'unfinished-run':
      return {
        what: `Run ${failure.runId} of this cluster is not finished`,
        details: [`journal: ${failure.journal}`],
        next: [`Continue it: ${resume}`, giveUpAdvice(hints)],
      };
    case 'keys-out-of-reach':
      return keysReachText(failure.keys, hints);
    case 'left-out-answers':
      return answersText(failure, hints);
    case 'leader-left-out':
      return leaderLeftOutText(failure, hints);
    case 'journal-disagrees':
      return disagreementText(failure.disagreement, failure.evidence, hints);
    case 'interrupted':
      return { what: stoppedText(failure.by), details: stoppedDetails(failure.at), next: [] };
    default:
      return unreachable(failure);
  }
}

/** Servers with the same difference share a line. Of a long command line the part that differs is shown. */
function driftLines(drifts: readonly Drift[]): readonly string[] {
  const placesByChange = new Map<string, string[]>();
  for (const { path, planned, found } of drifts) {
    const [before, now] = aroundDifference(planned, found);
    const { place, fact } = placeOf({ path, planned, found });
    const change = `${fact}planned ${before || 'none'}, found ${now || 'none'}`;
    placesByChange.set(change, [...(placesByChange.get(change) ?? []), place]);
  }
  return [...placesByChange].map(([change, places]) => `${serverNames(places).join(', ')}: ${change}`);
}

/** The server and the fact of a path such as `servers.s2.version`. The name of a server may have dots. */
function placeOf({ path, planned, found }: Drift): { readonly place: string; readonly fact: string } {
  if (!path.startsWith(SERVERS)) return { place: path, fact: '' };
  const rest = path.slice(SERVERS.length);
  const isWhole = [planned, found].every((word) => word === 'absent' || word === 'present');
  const dot = isWhole ? -1 : rest.lastIndexOf('.');
  return dot === -1 ? { place: rest, fact: '' } : { place: rest.slice(0, dot), fact: `${rest.slice(dot + 1)} ` };
}

const SERVERS = 'servers.';

/** A check that refuses on several servers is one refusal. Several checks may give equal advice, which is printed once. */
export function refusalText(
  checks: readonly Check[],
  explain: Explain,
  hints: Hints,
): { readonly refuse: string; readonly details: readonly string[]; readonly next: readonly string[] } {
  const refusing = checks.filter(({ verdict }) => verdict === 'refuse');
  const texts = checkTexts(refusing, explain, hints);
  return {
    refuse: `${count(texts.length, 'check')} ${texts.length === 1 ? 'refuses' : 'refuse'}`,
    details: texts.map(({ title, evidence }) => (evidence === '' ? title : `${title}: ${evidence}`)),
    next: [...new Set(texts.flatMap(({ next }) => next))],
  };
}

/** A run ends the same way for each signal. The reader of a log wants to know who ended the run. */
function stoppedText(by: StopSignal | undefined): string {
  switch (by) {
    case 'SIGHUP':
      return 'Interrupted because the terminal was closed (SIGHUP)';
    case 'SIGTERM':
      return 'Interrupted by SIGTERM';
    case 'SIGINT':
    case undefined:
      return 'Interrupted by the operator';
    default:
      return unreachable(by);
  }
}

function stoppedDetails(at: StoppedAt | undefined): readonly string[] {
  if (at === undefined) return ['nothing was started'];
  const title = stepTitle(at.step);
  switch (at.phase) {
    case 'before':
      return [`before the step: ${title}`];
    case 'during':
      return [`during the step: ${title}`];
    case 'sent':
      return [`during the step: ${title}`, 'what the step sent may still be in progress on the server'];
    default:
      return unreachable(at.phase);
  }
}

/** A line that only a newer release understands is no damage. That release can go on with the run. */
function corruptText({ file, line, reason, writtenBy }: JournalCorrupt, hints: Hints): FailureText {
  const details = [`reason: ${systemReason(reason)}`];
  const look = `Look at the cluster itself: ${commandLine(hints, 'status')}`;
  if (writtenBy !== undefined) {
    const what = `The journal ${file} was written by keyturn ${writtenBy}, in a form that this release does not know (line ${line})`;
    const use = `Nothing is wrong with it: use keyturn ${writtenBy}, or a newer release, for this run.`;
    return { what, details, next: [use, look, giveUpAdvice(hints)] };
  }
  return {
    what: `The journal ${file} is damaged at line ${line}`,
    details,
    next: [
      'Do not edit it: its lines are chained by their hashes. Keep a copy as evidence.',
      look,
      `The leader has a copy. Where that is whole, it is taken as soon as the directory of the run here is out of the way: ${commandLine(hints, 'rotate', '--resume')}`,
      giveUpAdvice(hints),
    ],
  };
}
