import { mendText } from '../../src/report/audit/mend-text.ts';
import { CHECK_WORDS } from '../../src/report/check-words.ts';
import type { AdviceId } from '../../src/report/advice.ts';
import { failureText } from '../../src/report/failure-text.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { signatureText } from '../../src/report/signature-words.ts';
import { SAMPLE_DIAGNOSES } from './sample-diagnoses.ts';
import { SAMPLE_MENDS } from './sample-mends.ts';
import { ADVICE_SAMPLES, isAdviceId } from './advice-samples.ts';

/** What is advised, and when. */
export interface AdviceText {
  readonly id: AdviceId;
  /** What is said to be wrong, or the variant of it. */
  readonly when: string;
  readonly next: readonly string[];
}

/** Every advice of keyturn, with the samples' names in it. */
export function adviceTexts(): readonly AdviceText[] {
  const checks = Object.entries(CHECK_WORDS).flatMap(([name, { bad, next }]) => {
    const id = `check/${name}`;
    if (!isAdviceId(id)) throw new Error(`no reason is given for the advice of ${id}`);
    return [{ id, when: bad, next: typeof next === 'string' ? [next] : next(NO_HINTS) }];
  });
  const failures = ADVICE_SAMPLES.map(({ id, failure, variant }) => {
    const { what, next } = failureText(failure);
    return { id, when: variant === '' ? what : `${what} (${variant})`, next };
  });
  const diagnoses = SAMPLE_DIAGNOSES.map((diagnosis) => {
    const { what, next } = signatureText(diagnosis);
    return { id: `doctor/${diagnosis.id}` as const, when: what, next };
  });
  const mends = SAMPLE_MENDS.map((mend) => ({
    id: `audit/${mend.kind}` as const,
    when: 'a row of the audit fails',
    next: mendText(mend, NO_HINTS),
  }));
  return [...checks, ...failures, ...diagnoses, ...mends];
}
