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
