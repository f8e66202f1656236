import type { Hints } from '../hints.ts';

/** Words for one check: when it holds, when it does not, and what to do then. */
export interface CheckWords {
  readonly good: string;
  readonly bad: string;
  /** A function where it has whole commands in it. */
  readonly next: string | ((hints: Hints) => readonly string[]);
}
