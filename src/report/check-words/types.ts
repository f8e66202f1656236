import type { Hints } from '../hints.ts';

/** Words for one check in both verdicts, and the advice for a check that does not hold. */
export interface CheckWords {
  readonly good: string;
  readonly bad: string;
  /** A function if the advice contains whole commands. */
  readonly next: string | ((hints: Hints) => readonly string[]);
}
