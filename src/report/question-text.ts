import type { YoungKey } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { checksText } from './checks-text.ts';
import { writeWindowText } from './course-text.ts';
import { commandLine, type Hints } from './hints.ts';
import { wrap } from './layout.ts';
import { hasWriteWindow, refusedWritesMs } from './plan-words.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import { durationText, roughDurationText } from './units.ts';

/** The question before anything is changed. Refused writes of Secrets, or the danger without, are named once more. */
export function confirmationQuestion(plan: Plan, question: 'rotate' | 'adopt'): string {
  const refused = refusedWritesMs(plan);
  const ask =
    question === 'rotate'
      ? `Rotate the key of ${plan.cluster} now?`
      : `Continue this rotation of ${plan.cluster}, begun elsewhere, now?`;
  return [
    ask,
    ...(refused === undefined ? [] : [`Nobody can write Secrets for about ${roughDurationText(refused)}.`]),
    ...(hasWriteWindow(plan) ? ['Secrets that are written meanwhile can be lost.'] : []),
    YES_OR_NO,
  ].join(' ');
}

/** The file of a saved plan, and the command that applies the plan. Ends with a line feed. */
export function planSavedText(
  { file, options }: { readonly file: string; readonly options: readonly string[] },
  { hints, ...layout }: RenderOptions & { readonly hints: Hints },
): string {
  return [
    wrap(`The plan is saved: ${printableLine(file)}. It is refused once the cluster has changed.`, layout.width),
    adviceText(`Apply exactly this plan: ${commandLine(hints, 'rotate', ...options, '--plan', file)}`, layout),
    '',
  ].join('\n');
}

/** The question before an unfinished run is given up. */
export function endRunQuestion({ runId, cluster }: { readonly runId: string; readonly cluster: string }): string {
  return `Give up run ${runId} of cluster ${cluster}? It cannot be resumed then. Nothing is sent to the servers: what the run has done there stays. ${YES_OR_NO}`;
}

/** A run was given up. Ends with a line feed. */
export function runEndedText(
  { runId, cluster, journal }: Record<'runId' | 'cluster' | 'journal', string>,
  { hints, ...options }: RenderOptions & { readonly hints: Hints },
): string {
  const here = { ...hints, cluster };
  return [
    wrap(`Run ${runId} of cluster ${cluster} is given up. Its journal stays: ${journal}`, options.width),
    wrap('This command changed nothing on the servers: what the run had done there is still there.', options.width),
    adviceText(`Look at them: ${commandLine(here, 'status')}`, options),
    adviceText(`Continue what the run left half-done: ${commandLine(here, 'rotate', '--adopt')}`, options),
    '',
  ].join('\n');
}

/** Repeats the question after an answer other than yes or no. */
export const YES_OR_NO_AGAIN = 'Please type yes or no:';

/** The answers to a question, and that none means no. */
const YES_OR_NO = '[y/N]';

/** Why nothing was done under `--if-older-than`. */
export function youngEnough({ name, ageMs, dueAt }: YoungKey): string {
  return `Nothing to do: the key ${printableLine(name)} is ${durationText(ageMs)} old, and a rotation is due on ${dueAt.slice(0, 10)}.`;
}

/**
 * What an operator must know about a plan applied without a question, which is its warnings and the effect on writers
 * of Secrets. The text is empty without either.
 */
export function warningsText(plan: Plan, options: RenderOptions): string {
  const window = writeWindowText(plan);
  return [
    plan.checks.some(({ verdict }) => verdict === 'warn') ? checksText(plan.checks, options) : '',
    window === undefined ? '' : `${wrap(options.style.yellow(printableLine(window)), options.width)}\n`,
  ].join('');
}

/** The question is asked without echo. */
export function passphraseQuestion(file: string, again: boolean): string {
  return `${again ? 'That passphrase is wrong. ' : ''}Passphrase of ${file}:`;
}
