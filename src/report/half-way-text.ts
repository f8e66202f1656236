import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import { isForAPerson, type KeyOutOfReach } from '../model/key-out-of-reach.ts';
import type { Failure } from '../model/failure.ts';
import type { LockHeld } from '../model/failures/run.ts';
import type { Outcome } from '../model/outcome.ts';
import { failureText } from './failure-text.ts';
import { commandLine, type Hints } from './hints.ts';
import { wrap } from './layout.ts';
import { outcomeText } from './outcome-text.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import { count, listed } from './units.ts';

/** What `status` knows of a rotation of the cluster that has not ended. */
export interface RotationNotes {
  /** The servers stand in the middle of a rotation. */
  readonly halfWay: boolean;
  /** The run of the state directory that has to be gone on with. */
  readonly unfinishedRun: string | undefined;
  /** How the last process of that run ended, by its journal; `undefined` where it did not get to say so. */
  readonly stopped: Outcome | undefined;
  /** A process is at work on the cluster from here. */
  readonly atWork: boolean;
  /** A process is at work on the cluster from somewhere else, by the Lease. */
  readonly atWorkElsewhere: LockHeld | undefined;
  /** Secrets under keys that not every server has. */
  readonly outOfReach: readonly KeyOutOfReach[];
}

type Options = RenderOptions & { readonly hints: Hints };

/**
 * What has to be known of a cluster before anything else, the worst first: writes of Secrets are refused, a rotation has not ended, why it
 * stopped, and what to do. No lines when there is nothing of it.
 */
export function halfWayLines(facts: ClusterFacts, notes: RotationNotes, options: Options): readonly string[] {
  const { halfWay, unfinishedRun } = notes;
  const isUnfinished = halfWay || unfinishedRun !== undefined;
  const isFrozen = facts.writesFrozen === true;
  if (!isUnfinished && !isFrozen && notes.atWorkElsewhere === undefined) return [];
  const { red, yellow } = options.style;
  return [
    ...(isFrozen ? paragraph(FROZEN, red, options) : []),
    ...(isUnfinished ? paragraph(stateText(facts, notes), yellow, options) : []),
    ...reasonLines(notes, options),
    // Where the last copy of a key is at stake, going on is not what is advised.
    ...(notes.outOfReach.some(isForAPerson) ? [] : nextTexts(notes, options.hints)).map((advice) =>
      adviceText(printableLine(advice), options),
    ),
    '',
  ];
}

const FROZEN = 'Writes of Secrets are refused in the whole cluster, by a freeze of keyturn.';

function paragraph(text: string, paint: (line: string) => string, { width }: Options): readonly string[] {
  return wrap(printableLine(text), width).split('\n').map(paint);
}

function stateText(facts: ClusterFacts, { halfWay, unfinishedRun }: RotationNotes): string {
  return halfWay
    ? `A rotation is half-way: ${listed(standing(facts))}.`
    : `Run ${unfinishedRun ?? ''} is not finished. The servers are not in the middle of a rotation.`;
}

/** Why the run stopped, in the words that it ended with: what it said then must not be forgotten. */
function reasonLines({ stopped, atWork, atWorkElsewhere }: RotationNotes, options: Options): readonly string[] {
  const failure = failureOf(stopped);
  if (failure === undefined || atWork || atWorkElsewhere !== undefined) return [];
  const { what, details } = failureText(failure, options.hints);
  return [
    ...paragraph(`It stopped: ${what}.`, options.style.yellow, options),
    ...details.map((detail) => wrap(printableLine(detail), options.width, '    ')),
  ];
}

function failureOf(stopped: Outcome | undefined): Failure | undefined {
  if (stopped === undefined || !('failure' in stopped)) return undefined;
  // The operator stopped it: there is nothing to explain.
  return stopped.failure.kind === 'interrupted' ? undefined : stopped.failure;
}

function nextTexts(notes: RotationNotes, hints: Hints): readonly string[] {
  const { halfWay, unfinishedRun, stopped, atWork, atWorkElsewhere } = notes;
  if (atWorkElsewhere !== undefined) {
    const { holder, where } = atWorkElsewhere;
    return [`${holder} is at work on it now (${where}): wait. Nothing is to be repaired meanwhile.`];
  }
  if (atWork) return [`${unfinishedRun === undefined ? 'A run' : `Run ${unfinishedRun}`} is at work on it now: wait.`];
  if (unfinishedRun === undefined && !halfWay) {
    return [`No run of it is kept here. See whether it may be lifted, and how: ${commandLine(hints, 'verify')}`];
  }
  if (unfinishedRun === undefined) {
    return [
      `No run of it is kept here. If nobody is at work on it, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
    ];
  }
  const ending =
    stopped === undefined || failureOf(stopped) === undefined ? undefined : outcomeText(stopped, undefined, hints);
  if (ending !== undefined && 'bad' in ending) return ending.bad.next;
  return [`Continue run ${unfinishedRun}: ${commandLine(hints, 'rotate', '--resume')}`];
}

/** The stage that a server shows: by its own word, else by its state file. */
export function stageOf({ status, state }: NonNullable<ServerFacts['encryption']>): string | undefined {
  return (status.kind === 'read' ? status.said.stage : undefined) ?? state?.stage;
}

function standing({ servers }: ClusterFacts): readonly string[] {
  return servers.flatMap(({ name, encryption }) => {
    if (encryption === undefined) return [];
    const stage = stageOf(encryption) ?? 'unknown';
    return [`${name} is at stage ${stage} with ${count(encryption.file?.keys.length ?? 0, 'key')}`];
  });
}
