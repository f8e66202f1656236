import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import { isForAPerson, type KeyOutOfReach } from '../model/key-out-of-reach.ts';
import type { Failure } from '../model/failure.ts';
import type { MirrorCorrupt } from '../model/failures/mirror.ts';
import type { LockHeld } from '../model/failures/run.ts';
import type { Outcome } from '../model/outcome.ts';
import { explainLine } from './explained-by.ts';
import { failureText } from './failure-text.ts';
import { commandLine, type Hints, resumeLine } from './hints.ts';
import { wrap } from './layout.ts';
import { outcomeText } from './outcome-text.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import { count, listed } from './units.ts';

/** What `status` knows about an unfinished rotation of the cluster. */
export interface RotationNotes {
  /** The servers are in the middle of a rotation. */
  readonly halfWay: boolean;
  /** The run in the state directory that has to be continued. */
  readonly unfinishedRun: string | undefined;
  /** The run that has to be continued and whose journal is known only from a server. */
  readonly mirroredRun: { readonly runId: string; readonly server: string } | undefined;
  /** Why the journal of another machine's run cannot be used. */
  readonly mirrorFailure: MirrorCorrupt | undefined;
  /** The end of the run's last process according to the journal, or `undefined` if the process wrote no end. */
  readonly stopped: Outcome | undefined;
  /** A local process is working on the cluster. */
  readonly atWork: boolean;
  /** A process on another machine is working on the cluster, according to the Lease. */
  readonly atWorkElsewhere: LockHeld | undefined;
  /** Secrets under keys that some server lacks. */
  readonly outOfReach: readonly KeyOutOfReach[];
}

type Options = RenderOptions & { readonly hints: Hints };

/**
 * What an operator has to know about a cluster before anything else, worst first. The order is refused writes of
 * Secrets, the unfinished rotation, the reason of its stop, and the advice. The answer has no lines if none applies.
 */
export function halfWayLines(facts: ClusterFacts, notes: RotationNotes, options: Options): readonly string[] {
  const { halfWay, unfinishedRun, mirroredRun, mirrorFailure } = notes;
  const isUnfinished = halfWay || unfinishedRun !== undefined || mirroredRun !== undefined;
  const isFrozen = facts.writesFrozen === true;
  if (!isUnfinished && !isFrozen && mirrorFailure === undefined && notes.atWorkElsewhere === undefined) return [];
  const { red, yellow } = options.style;
  return [
    ...(isFrozen ? paragraph(frozenText(facts), red, options) : []),
    ...(isUnfinished ? paragraph(stateText(facts, notes), yellow, options) : []),
    ...reasonLines(notes, options),
    ...mirrorLines(notes, options),
    // If the last copy of a key is at stake, the advice is not to continue.
    ...(notes.outOfReach.some(isForAPerson) ? [] : nextTexts(notes, options.hints)).map((advice) =>
      adviceText(printableLine(advice), options),
    ),
    '',
  ];
}

/**
 * Once every server has both keys, an early roll refuses deletions alone, also after the leader has dropped the old key. The facts know the policy,
 * and not what it refuses.
 */
function frozenText({ servers }: ClusterFacts): string {
  const files = servers.flatMap(({ encryption }) => (encryption?.file === undefined ? [] : [encryption.file]));
  const writing = new Set(files.map(({ keys }) => keys[0]?.name));
  const single = files.filter(({ keys }) => keys.length !== 2).length;
  const haveBoth = writing.size === 1 && single <= (files.length > 1 ? 1 : 0);
  const what = haveBoth ? 'Deletions of Secrets, and perhaps writes,' : 'Writes of Secrets';
  return `${what} are refused in the whole cluster, by a freeze of keyturn.`;
}

function paragraph(text: string, paint: (line: string) => string, { width }: Options): readonly string[] {
  return wrap(printableLine(text), width).split('\n').map(paint);
}

function stateText(facts: ClusterFacts, { halfWay, unfinishedRun, mirroredRun }: RotationNotes): string {
  return halfWay
    ? `A rotation is half-way: ${listed(stagesAndFiles(facts))}.`
    : `Run ${unfinishedRun ?? mirroredRun?.runId ?? ''} is not finished. The servers are not in the middle of a rotation.`;
}

/**
 * The reason of the stop, in the words printed at the end of the run, because the operator must not lose the reason.
 */
function reasonLines({ stopped, atWork, atWorkElsewhere }: RotationNotes, options: Options): readonly string[] {
  const failure = failureOf(stopped);
  if (failure === undefined || atWork || atWorkElsewhere !== undefined) return [];
  const { what, details, explain } = failureText(failure, options.hints);
  return [
    ...paragraph(`It stopped: ${what}.`, options.style.yellow, options),
    ...details.map((detail) => wrap(printableLine(detail), options.width, '    ')),
    ...(explain === undefined ? [] : [options.style.dim(`    more: ${explainLine(explain)}`)]),
  ];
}

/** A process at work writes the mirror now, and nobody has to read the mirror then. */
function mirrorLines({ mirrorFailure, atWork, atWorkElsewhere }: RotationNotes, options: Options): readonly string[] {
  if (mirrorFailure === undefined || atWork || atWorkElsewhere !== undefined) return [];
  const { what, details } = failureText(mirrorFailure, options.hints);
  return [
    ...paragraph(`${what}.`, options.style.red, options),
    ...details.map((detail) => wrap(printableLine(detail), options.width, '    ')),
  ];
}

function failureOf(stopped: Outcome | undefined): Failure | undefined {
  if (stopped === undefined || !('failure' in stopped)) return undefined;
  // The operator stopped the run, so no explanation is needed.
  return stopped.failure.kind === 'interrupted' ? undefined : stopped.failure;
}

function nextTexts(notes: RotationNotes, hints: Hints): readonly string[] {
  const { halfWay, unfinishedRun, mirroredRun, mirrorFailure, stopped, atWork, atWorkElsewhere } = notes;
  if (atWorkElsewhere !== undefined) {
    const { holder, where } = atWorkElsewhere;
    return [`${holder} is at work on it now (${where}): wait. Do not repair anything meanwhile.`];
  }
  if (atWork) return [`${unfinishedRun === undefined ? 'A run' : `Run ${unfinishedRun}`} is at work on it now: wait.`];
  if (mirrorFailure !== undefined) return failureText(mirrorFailure, hints).next;
  if (unfinishedRun === undefined && mirroredRun !== undefined) {
    const { runId, server } = mirroredRun;
    return [
      `Run ${runId} was begun on another machine, and ${server} has a copy of its journal. If that machine is lost or its operator agrees, continue the run here: ${commandLine(hints, 'rotate', '--resume')}`,
    ];
  }
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
  return [`Continue run ${unfinishedRun}: ${resumeLine(hints)}`];
}

/** The stage of a server according to its status, or otherwise its state file. */
export function stageOf({ status, state }: NonNullable<ServerFacts['encryption']>): string | undefined {
  return (status.kind === 'read' ? status.said.stage : undefined) ?? state?.stage;
}

function stagesAndFiles({ servers }: ClusterFacts): readonly string[] {
  return servers.flatMap(({ name, encryption }) => {
    if (encryption === undefined) return [];
    const stage = stageOf(encryption) ?? 'unknown';
    return [`${name} is at stage ${stage} with ${count(encryption.file?.keys.length ?? 0, 'key')}`];
  });
}
