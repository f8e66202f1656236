import type { Plan } from '../model/plan.ts';
import { checksText } from './checks-text.ts';
import { planHeadline } from './plan-text.ts';
import type { RenderOptions } from './render-error.ts';

/** What is asked before anything is changed. The answer is `yes`, written out. */
export function confirmationQuestion(plan: Plan, question: 'rotate' | 'adopt'): string {
  return question === 'rotate'
    ? `Rotate the key now: ${planHeadline(plan)}? Type yes to begin:`
    : `Continue this rotation, begun elsewhere: ${planHeadline(plan)}? Type yes to continue:`;
}

/** What is asked before an unfinished run is given up. */
export function endRunQuestion({ runId, cluster }: { readonly runId: string; readonly cluster: string }): string {
  return `Give up run ${runId} of cluster ${cluster}? It cannot be resumed then; nothing is changed on the servers. Type yes to give it up:`;
}

/** A run was given up. */
export function runEndedText({ runId, cluster, journal }: Record<'runId' | 'cluster' | 'journal', string>): string {
  return (
    `Run ${runId} of cluster ${cluster} is given up. Its journal stays in ${journal}. Nothing was changed on the servers: ` +
    'look at them with keyturn status. What the run left half-done can be continued with keyturn rotate --adopt.'
  );
}

/** Why nothing was done after the operator did not say yes. */
export const DECLINED = 'Not confirmed: nothing was changed.';

/** Why nothing was done under `--if-older-than`. */
export function youngEnough(limit: string): string {
  return `Nothing to do: the key is younger than ${limit}.`;
}

/** Warnings of a plan that is applied without a question; empty when there are none. */
export function warningsText(plan: Plan, options: RenderOptions): string {
  return plan.checks.some(({ verdict }) => verdict === 'warn') ? checksText(plan.checks, options) : '';
}

/** Asked without echo. */
export function passphraseQuestion(file: string): string {
  return `Passphrase of ${file}:`;
}
