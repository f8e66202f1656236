import type { Failure } from '../../model/failure.ts';

/** Makes the text of a failure. The function is a parameter wherever a failure contains other failures. */
export type Explain = (failure: Failure) => FailureText;

/**
 * One error for a person, with what is wrong, the place and the evidence, and the advice. `what` is one sentence
 * without a full stop. `next` holds instructions, and commands in an instruction are whole and ready to copy.
 */
export interface FailureText {
  readonly what: string;
  readonly details: readonly string[];
  readonly next: readonly string[];
  /** Words for `keyturn explain`. Absent where there is no more to say. */
  readonly explain?: readonly string[];
  /** The operator's own decision, not reported as an error. */
  readonly byChoice?: true;
}
