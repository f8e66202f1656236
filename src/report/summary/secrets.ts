import type { Census } from '../../model/facts.ts';
import type { RunSummary } from '../../model/run-summary.ts';
import { numberText } from '../units.ts';

/** How many Secrets there were before and are now, and under which key. Good unless a Secret is left under another key. */
export function secretsText({ before, after, oldKey, newKey }: RunSummary): {
  readonly text: string;
  readonly isGood: boolean;
} {
  const first = before === undefined ? 'not counted before' : `${numberText(before.total)} before${plainText(before)}`;
  if (after === undefined) return { text: `${first}; not counted since`, isGood: true };
  const underOld = countUnder(after, oldKey);
  const underNew = newKey === undefined ? 0 : countUnder(after, newKey);
  const others = after.total - underOld - underNew;
  const rest = others === 0 ? '' : `, under no known key: ${numberText(others)}`;
  return {
    text: `${first}, ${numberText(after.total)} now (with canaries); under the old key: ${numberText(underOld)}${rest}`,
    isGood: underOld === 0 && others === 0,
  };
}

function plainText({ plaintext }: Census): string {
  return plaintext === 0 ? '' : `, ${numberText(plaintext)} of them not encrypted`;
}

function countUnder({ byKey }: Census, name: string): number {
  return Object.entries(byKey)
    .filter(([label]) => label.endsWith(`/${name}`))
    .reduce((total, [, amount]) => total + amount, 0);
}

/** The words for a sample claim only the sample. */
export function proofText({ after, readBack }: RunSummary): string | undefined {
  if (after === undefined) return undefined;
  if (readBack === undefined) return 'all counted in the datastore';
  const { sample, total, apiservers } = readBack;
  const through = apiservers === 1 ? 'the apiserver' : `each of ${apiservers} apiservers`;
  const how = sample === total ? `all ${numberText(total)}` : `${numberText(sample)} of ${numberText(total)}`;
  return `all counted; ${how} read back through ${through}`;
}
