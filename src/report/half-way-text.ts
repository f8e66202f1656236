import type { ClusterFacts, ServerFacts } from '../model/facts.ts';
import { isForAPerson, type KeyOutOfReach } from '../model/key-out-of-reach.ts';
import { commandLine, type Hints } from './hints.ts';
import { wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import { count, listed } from './units.ts';

/** What `status` knows of a rotation of the cluster that has not ended. */
export interface RotationNotes {
  /** The servers stand in the middle of a rotation. */
  readonly halfWay: boolean;
  /** The run of the state directory that has to be gone on with. */
  readonly unfinishedRun: string | undefined;
  /** A process is at work on the cluster from here. */
  readonly atWork: boolean;
  /** Secrets under keys that not every server has. */
  readonly outOfReach: readonly KeyOutOfReach[];
}

/** The first thing to know of a cluster: that a rotation of it has not ended, and what to do. No lines when there is none. */
export function halfWayLines(
  facts: ClusterFacts,
  notes: RotationNotes,
  { hints, ...options }: RenderOptions & { readonly hints: Hints },
): readonly string[] {
  const { halfWay, unfinishedRun } = notes;
  if (!halfWay && unfinishedRun === undefined) return [];
  const what = halfWay
    ? `A rotation is half-way: ${listed(standing(facts))}.`
    : `Run ${unfinishedRun ?? ''} is not finished. The servers are not in the middle of a rotation.`;
  const { yellow } = options.style;
  return [
    ...wrap(printableLine(what), options.width).split('\n').map(yellow),
    // Where the last copy of a key is at stake, going on is not what is advised.
    ...(notes.outOfReach.some(isForAPerson) ? [] : [adviceText(printableLine(nextText(notes, hints)), options)]),
    '',
  ];
}

function nextText({ unfinishedRun, atWork }: RotationNotes, hints: Hints): string {
  if (atWork) return `${unfinishedRun === undefined ? 'A run' : `Run ${unfinishedRun}`} is at work on it now: wait.`;
  return unfinishedRun === undefined
    ? `No run of it is kept here. If nobody is at work on it, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`
    : `Continue run ${unfinishedRun}: ${commandLine(hints, 'rotate', '--resume')}`;
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
