import type { StepParts } from '../model/step.ts';
import { unreachable } from '../model/unreachable.ts';
import { presentParts, type LiveState } from './live-state.ts';
import { printableLine } from './printable.ts';

/** Where the first Ctrl-C would end the run now, after a word such as `stops`. The actors in src/apply keep this promise. */
export function safePoint(state: LiveState): string {
  const step = presentParts(state);
  if (step === undefined) return 'at once, before the next step';
  return pointOf(step, state);
}

function pointOf(step: StepParts, state: LiveState): string {
  const leader = printableLine(state.plan.leader);
  switch (step.kind) {
    case 'restart':
      return restartPoint(printableLine(step.server), isTakenOut(state, step.server));
    case 'container':
      return `when the apiserver of ${printableLine(step.server)} is back`;
    case 'loaded':
    case 'all-keys-loaded':
    case 'one-key-loaded':
    case 'all-readable':
      return 'at once: nothing is being changed';
    case 'command':
      return `when the command has taken effect on ${leader}`;
    case 'rewrite-kept':
    case 'rewrite-finished':
      return `at once: ${leader} goes on rewriting by itself`;
    case 'snapshot-before':
    case 'snapshot-after':
      return 'when the snapshot is confirmed';
    case 'census':
      return 'after this count';
    case 'prove':
      return 'at once: the proof only reads';
    case 'seal':
    case 'add-key':
    case 'return-file':
    case 'undo':
    case 'seal-new-key':
    case 'seal-elsewhere':
    case 'freeze-writes':
    case 'allow-writes':
    case 'allow-deletes':
    case 'unfreeze-writes':
    case 'clean-up':
      return 'after this step';
    default:
      return unreachable(step);
  }
}

function restartPoint(server: string, isOut: boolean): string {
  return isOut ? `when ${server} is healthy` : `at once, before ${server} restarts`;
}

/** The restart was requested, or a gate after the restart is being waited for. */
function isTakenOut({ rows, waiting }: LiveState, server: string): boolean {
  if (rows.get(server)?.health === 'restarting') return true;
  return [...waiting.values()].some(
    ({ event }) => event.server === server && event.gate !== 'cluster' && event.gate !== 'saved',
  );
}
