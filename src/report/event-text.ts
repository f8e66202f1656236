import type { ProgressSource } from '../model/encryption.ts';
import type {
  Event,
  RewriteProgressEvent,
  WaitingEvent,
  WritesLeftFrozenEvent,
  ReconnectingEvent,
} from '../model/event.ts';
import type { JournalTakenEvent, MirrorBehindEvent } from '../model/mirror-event.ts';
import { unreachable } from '../model/unreachable.ts';
import { hookEndingText, hookName } from './automation-text.ts';
import { failureText } from './failure-text.ts';
import { leftOutEventText } from './left-out-text.ts';
import { entryText, gateText, stepTitle } from './step-text.ts';
import { presentWindowText } from './window-text.ts';
import { count, durationText, listed, numberText, roughDurationText, stopwatch } from './units.ts';

/**
 * One event as one line of a quiet log, or `undefined` for an event without use for a person. Polling and counting
 * events (`waiting`, progress) are included, and reporters thin them out.
 */
export function eventText(event: Event): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `run ${event.runId} of cluster ${event.cluster} starts: ${count(event.plan.steps.length, 'step')}; journal ${event.journal}`;
    case 'run-resumed':
      return `run ${event.runId} of cluster ${event.cluster} continues ${entryText(event.entry)}; journal ${event.journal}`;
    case 'servers-left-out':
      return leftOutEventText(event);
    case 'facts-gathering':
      return `asking ${event.servers.join(', ')}`;
    case 'facts-gathered':
      return [
        count(event.facts.servers.length, 'server'),
        ...(event.facts.census === undefined ? [] : [count(event.facts.census.total, 'Secret')]),
      ].join(', ');
    case 'step-started':
      return `${place(event.index, event.total)} ${stepTitle(event.step)}`;
    case 'step-finished':
      return `done: ${stepTitle(event.step)}, ${event.found ? 'already done' : durationText(event.durationMs)}`;
    case 'step-failed':
      return `${event.failure.kind === 'interrupted' ? 'stopped' : 'failed'}: ${stepTitle(event.step)}: ${failureText(event.failure).what}`;
    case 'waiting':
      return waitingText(event);
    case 'gate-held':
    case 'server-view':
    case 'command-sent':
      return undefined;
    case 'rewrite-progress':
      return rewriteProgressText(event);
    case 'rewrite-unreported':
      return `the journal of ${event.server} tells nothing of the rewrite, although it goes on: its progress is counted in the datastore. Should the engine give up, it cannot be heard either`;
    case 'census-taken':
      return `counted ${count(event.census.total, 'Secret')}: ${numberText(event.stragglerCount)} not under the new key`;
    case 'stragglers-repaired':
      return `rewrote ${count(event.count, 'Secret')} through ${event.through}`;
    case 'read-back-progress':
      return `read ${numberText(event.read)} of ${count(event.total, 'Secret')} through ${event.server}`;
    case 'reconnecting':
      return `reconnecting to ${event.server}: ${event.reason}${triedText(event)}`;
    case 'interrupt-requested':
      return event.hard ? 'stopping now' : 'stopping';
    case 'writes-left-frozen':
      return event.lines.length === 0
        ? `${frozenText(event.reason)}, as keyturn doctor says`
        : `${frozenText(event.reason)}, on ${event.server}: ${event.lines.join(' && ')}`;
    case 'early-roll-late':
      return lateText(event.server);
    case 'hook-finished':
      return `${hookName(event)} ${hookEndingText(event.ending)}, ${durationText(event.durationMs)}`;
    case 'notified':
      return event.failure === undefined
        ? `told ${event.target}`
        : `could not tell ${event.target}: ${event.failure}; the run itself is as it is`;
    case 'outside-window':
      return `${presentWindowText(event)}, or not for the ${roughDurationText(event.leftMs)} that are left; the run goes on, because a half-done rotation is worse`;
    case 'lock-heartbeat-failed':
      return `the lock could not be renewed: ${event.reason}`;
    case 'mirror-behind':
      return mirrorBehindText(event);
    case 'mirror-caught-up':
      return `the copy of the journal on ${event.server} is whole again (${count(event.lines, 'line')} more)`;
    case 'journal-taken':
      return journalTakenText(event);
    case 'run-ended':
      return undefined;
    default:
      return unreachable(event);
  }
}

function journalTakenText({ runId, server, lines, unmirrored }: JournalTakenEvent): string {
  const taken = `took the journal of run ${runId} from ${server} (${count(lines, 'line')}, hash chain checked)`;
  return unmirrored.length === 0
    ? taken
    : `${taken}; it lacks steps that the servers show as begun, which count as sent and are not sent again: ${listed(unmirrored.map(stepTitle))}`;
}

function mirrorBehindText({ server, failure }: MirrorBehindEvent): string {
  if (failure.kind === 'journal-behind')
    return `the copy of the journal on ${server} has other lines than the journal here, and is left as it is`;
  return failure.kind === 'mirror-corrupt'
    ? `the copy of the journal on ${server} was damaged at line ${failure.line}, is kept as ${failure.file}.damaged, and is written once more from the journal here`
    : `the copy of the journal on ${server} cannot be written for now, and the journal here goes on without it: ${failureText(failure).what}`;
}

function rewriteProgressText(event: RewriteProgressEvent): string {
  const { rewritten, total, source, perSecond, leftMs } = event;
  const pace =
    perSecond === undefined || leftMs === undefined
      ? ''
      : `, ${rateText(perSecond)} a second, ${leftMs < 5_000 ? '' : 'about '}${roughDurationText(leftMs)} left`;
  return `${numberText(rewritten)} of ${count(total, 'Secret')} rewritten${pace}${sourceText(source)}`;
}

/** How many Secrets are rewritten in a second. */
export function rateText(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : numberText(Math.round(perSecond));
}

/** Says after a count of rewritten Secrets where it comes from, unless the engine reported it. */
export function sourceText(source: ProgressSource): string {
  return source === 'datastore' ? ' (counted in the datastore)' : '';
}

/** The condition of the wait, and the longest remaining time. */
function waitingText(event: WaitingEvent): string {
  if (event.patienceMs !== undefined)
    return `${event.server} rewrites the Secrets: ${patienceText(event, 0)}${observedText(event)}`;
  return `waiting for ${event.server} until ${gateText(event.gate)}: ${durationText(event.elapsedMs)} of at most ${durationText(event.deadlineMs)}${observedText(event)}`;
}

function triedText({ elapsedMs, deadlineMs }: ReconnectingEvent): string {
  if (elapsedMs === undefined || deadlineMs === undefined || elapsedMs === 0) return '';
  return `, ${stopwatch(elapsedMs)} of at most ${stopwatch(deadlineMs)}`;
}

function observedText({ observed }: WaitingEvent): string {
  return observed.length === 0 ? '' : ` (${observed.join(', ')})`;
}

/** How long a rewrite made no progress, and when the run gives up. `sinceSeenMs` is the time since the event. */
export function patienceText({ sinceProgressMs, patienceMs }: WaitingEvent, sinceSeenMs: number): string {
  const since = stopwatch((sinceProgressMs ?? 0) + sinceSeenMs);
  return `last progress ${since} ago; given up after ${stopwatch(patienceMs ?? 0)} without any progress`;
}

function lateText(server: string | undefined): string {
  const who =
    server === undefined
      ? 'one follower came back after the rewrite had ended, without the old key'
      : `the rewrite is over or nearly over, and ${server} would come too late to take both keys`;
  return `${who}: writes of Secrets stay refused until the last roll, and each of its restarts is counted for`;
}

function frozenText(reason: WritesLeftFrozenEvent['reason']): string {
  switch (reason) {
    case 'servers-differ':
      return 'WRITES OF SECRETS STAY REFUSED: one server still has only the old key, and what is written through it would be lost. Resume the run: it lifts the refusal at its end. A server that is gone for good is left out of it by its name, with --without. By hand only where keyturn verify says that every apiserver uses the new key';
    case 'secrets-left':
      return 'WRITES OF SECRETS STAY REFUSED: Secrets are under the old key, and no server has both keys; a person must decide first what becomes of them. Resume the run when none is under the old key any more: it counts again, and lifts the refusal at its end. By hand only then';
    case 'rewrite-goes-on':
      return 'DELETIONS OF SECRETS STAY REFUSED, writes are accepted: the engine is still rewriting, and would give up at the first Secret that is deleted. Resume the run: it lifts the refusal when all are rewritten. By hand only where secrets-encrypt status says reencrypt_finished';
    case 'rewrite-cut-off':
      return 'DELETIONS OF SECRETS STAY REFUSED, writes are accepted: the rewrite was cut off, every server has both keys, and no deletion can do harm any more. The refusal may be lifted by hand';
    case 'not-lifted':
      return 'WRITES OF SECRETS STAY REFUSED: the refusal could not be lifted. Resume the run to lift it. By hand';
    default:
      return unreachable(reason);
  }
}

/** `[3/27]`. */
export function place(index: number, total: number): string {
  return `[${String(index + 1).padStart(String(total).length)}/${total}]`;
}
