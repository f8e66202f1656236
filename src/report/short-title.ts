import type { StepId } from '../model/step.ts';
import { parseStepId } from '../model/step-id.ts';
import { printableLine } from './printable.ts';
import { stageCommandText, stepTitle } from './step-text.ts';

/** A step in the fewest words, where the stage is on the screen already. `restarted` is the server that restarts now. */
export function shortTitle(id: StepId, restarted?: string): string {
  const step = parseStepId(id);
  switch (step?.kind) {
    case 'restart': {
      const server = printableLine(step.server);
      return restarted === undefined || restarted === step.server
        ? `restart ${server}`
        : `restart ${server} when ${printableLine(restarted)} is healthy`;
    }
    case 'container':
      return `restart the kube-apiserver container on ${printableLine(step.server)}`;
    case 'command':
      return `send "${stageCommandText(step.command)}"`;
    default:
      return stepTitle(id).replace(/ \((?:roll \d|last roll): [^()]*\)$/, '');
  }
}
