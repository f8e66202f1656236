/** Words for one check: when it holds, when it does not, and what to do then. */
export interface CheckWords {
  readonly good: string;
  readonly bad: string;
  readonly next: string;
}
