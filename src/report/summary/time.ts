import type { RunSummary, WorkPart } from '../../model/run-summary.ts';
import type { StepId } from '../../model/step.ts';
import { parseStepId } from '../../model/step-id.ts';
import { printableLine } from '../printable.ts';
import { stepTitle } from '../step-text.ts';
import { durationText, listed, stopwatch, instantText, spanText } from '../units.ts';

/** Parts of a run that are shown one by one. */
const MOST_PARTS = 3;

/** When the run was, how long it worked, and by whom. */
export function whenText({ startedAt, endedAt, durationMs, parts }: RunSummary): string {
  const operators = [...new Set(parts.flatMap(({ operator }) => (operator === undefined ? [] : [operator])))];
  const by = operators.length === 0 ? '' : `, by ${listed(operators.map(printableLine))}`;
  const span = `${spanText(startedAt, endedAt)} UTC`;
  if (parts.length < 2) return `${span}, ${durationText(durationMs)}${by}`;
  const each = parts.length <= MOST_PARTS ? ` (${partsText(parts)})` : '';
  return `${span}, ${durationText(durationMs)} of work in ${parts.length} parts${each}${by}`;
}

/** `killed 22:31:20, resumed 22:40:02`. */
function partsText(parts: readonly WorkPart[]): string {
  return parts
    .slice(1)
    .flatMap(({ from }, index) => {
      const before = parts[index];
      const ending = before?.ending === 'killed' ? 'killed' : 'stopped';
      return [`${ending} ${timeOf(before?.until ?? '')}`, `resumed ${timeOf(from)}`];
    })
    .join(', ');
}

function timeOf(at: string): string {
  return instantText(at).slice(11);
}

/** The time of each stage, and the step that took longest. */
export function timeText({ stages, longestStep }: RunSummary): string | undefined {
  if (stages.length === 0) return undefined;
  const each = stages.map(({ stage, ms }) => `${stage} ${stopwatch(ms)}`).join(', ');
  if (longestStep === undefined) return each;
  return `${each}; longest: ${longestText(longestStep.step)}, ${durationText(longestStep.ms)}`;
}

/** The step in fewer words than its title, where the title is long. */
function longestText(id: StepId): string {
  const step = parseStepId(id);
  if (step?.kind === 'loaded') {
    return step.server === undefined
      ? `apiservers loading (${step.roll})`
      : `${step.server}'s apiserver (${step.roll})`;
  }
  if (step?.kind === 'restart') return `restart of ${printableLine(step.server)} (${step.roll})`;
  if (step?.kind === 'rewrite-kept' || step?.kind === 'rewrite-finished') return 'the rewrite of the Secrets';
  return printableLine(stepTitle(id));
}
