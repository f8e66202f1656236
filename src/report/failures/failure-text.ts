import type { Failure } from '../../model/failure.ts';

/** Makes the text of a failure; handed to those whose failures contain others. */
export type Explain = (failure: Failure) => FailureText;

/**
 * One error, for a person: what is wrong, where and with what evidence, and what to do next.
 * `what` is one sentence without a full stop; `next` are instructions, commands in them are whole and can be copied.
 */
export interface FailureText {
  readonly what: string;
  readonly details: readonly string[];
  readonly next: readonly string[];
  /** The operator decided so: it is not told as an error. */
  readonly byChoice?: true;
}
