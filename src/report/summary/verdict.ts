import { EXIT_CODES, type OutcomeKind } from '../../model/outcome.ts';
import type { RunSummary, StoppedStep } from '../../model/run-summary.ts';
import { unreachable } from '../../model/unreachable.ts';
import { printableLine } from '../printable.ts';
import { listed } from '../units.ts';

/** How a run ended, in one sentence that names the cluster. The exit code follows an ending that is not good. */
export function verdictText(summary: RunSummary, outcome: OutcomeKind): string {
  const cluster = printableLine(summary.cluster);
  if (outcome === 'done') return `${cluster}: ${rotatedText(summary)}`;
  return `${cluster}: ${sentence(summary, outcome)} (exit ${EXIT_CODES[outcome].code})`;
}

/** The sentence claims nothing about a server that was left out. */
export function rotatedText(summary: Pick<RunSummary, 'leftOut' | 'operation'>): string {
  if (summary.operation === 'rescue-undone')
    return 'the rescue was undone, and every encryption file is as it was; the key is still missing.';
  if (summary.operation === 'rescue')
    return 'every Secret can be read through every server again, and the proof holds.';
  const names = summary.leftOut.map(({ name }) => printableLine(name));
  const where = names.length === 0 ? '' : ` on every server but ${listed(names)}, left out`;
  return `the key was rotated${where}, and the proof holds.`;
}

function sentence({ stopped }: RunSummary, outcome: Exclude<OutcomeKind, 'done'>): string {
  switch (outcome) {
    case 'stopped-resumable':
      return `STOPPED${placeText(stopped)}; it is safe to resume.`;
    case 'stopped-for-a-person':
      return `STOPPED${placeText(stopped)}; a person must decide.`;
    case 'interrupted':
      return `interrupted by the operator${placeText(stopped)}; it is safe to resume.`;
    case 'proof-failed':
      return 'the rotation has run, but THE PROOF FAILS.';
    case 'bug':
      return `STOPPED${placeText(stopped)} by a bug in keyturn.`;
    case 'refused':
      return 'refused before anything changed.';
    case 'locked':
      return `STOPPED${placeText(stopped)}; another run holds the lock.`;
    case 'secrets-lost':
      return 'refused before anything changed: no copy of a key was found.';
    case 'usage':
      return `STOPPED${placeText(stopped)} by wrong usage or inventory.`;
    case 'nothing-to-do':
      return 'nothing to do.';
    default:
      return unreachable(outcome);
  }
}

/** Where a run stopped, after a verb. */
export function placeText(stopped: StoppedStep | undefined): string {
  if (stopped === undefined) return ' before the first step';
  const { stage, index, total } = stopped;
  const place = index === undefined ? '' : `, step ${index + 1} of ${total}`;
  return ` in stage ${stage}${place}`;
}
