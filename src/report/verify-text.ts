import type { Check } from '../model/check.ts';
import { checksText, type ChecksOptions } from './checks-text.ts';
import { count } from './units.ts';

/** The proof alone: every check, and the verdict. Ends with a line feed. */
export function verifyText(cluster: string, checks: readonly Check[], options: ChecksOptions): string {
  const { style } = options;
  const refused = checks.filter(({ verdict }) => verdict === 'refuse').length;
  const verdict =
    refused === 0
      ? style.green(`The proof holds: ${count(checks.length, 'check')}.`)
      : style.red(`The proof fails: ${refused} of ${count(checks.length, 'check')}.`);
  return [
    style.bold(`Proof of cluster ${cluster}`),
    checksText(checks, { ...options, passed: 'in-full' }),
    verdict,
    '',
  ].join('\n');
}
