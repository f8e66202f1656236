import type { Check } from '../model/check.ts';
import { isForAPerson, type KeyOutOfReach } from '../model/key-out-of-reach.ts';
import { checksText, type ChecksOptions } from './checks-text.ts';
import type { LockHeld } from '../model/failures/run.ts';
import type { Hints } from './hints.ts';
import { keyReachLines } from './key-reach-text.ts';
import { wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { count } from './units.ts';

/** The proof alone, with every check and the verdict. Ends with a line feed. */
export function verifyText(
  cluster: string,
  { outOfReach, checks }: { readonly outOfReach: readonly KeyOutOfReach[]; readonly checks: readonly Check[] },
  options: ChecksOptions & {
    readonly hints: Hints;
    /** Somebody who is at work on the cluster now. */
    readonly atWork?: LockHeld | undefined;
  },
): string {
  const { style } = options;
  const refused = checks.filter(({ verdict }) => verdict === 'refuse').length;
  const verdict =
    refused === 0
      ? style.green(`The proof holds: ${count(checks.length, 'check')}.`)
      : style.red(`The proof fails: ${refused} of ${count(checks.length, 'check')}.`);
  return [
    style.bold(`Proof of cluster ${cluster}`),
    ...atWorkLines(options),
    ...keyReachLines(outOfReach, options),
    // Advice for a single finding could do harm if the last copy of a key is at stake.
    checksText(checks, { ...options, passed: 'in-full', failing: 'FAILED', advice: !outOfReach.some(isForAPerson) }),
    verdict,
    '',
  ].join('\n');
}

/** During a rotation no proof can hold, and nothing is to be repaired. */
function atWorkLines({ atWork, style, width }: Parameters<typeof verifyText>[2]): readonly string[] {
  if (atWork === undefined) return [];
  const text = `${atWork.holder} is at work on the cluster now (${atWork.where}): wait, and verify when that run has ended. Do not repair anything meanwhile.`;
  return wrap(printableLine(text), width).split('\n').map(style.yellow);
}
