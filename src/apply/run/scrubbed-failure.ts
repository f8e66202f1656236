import type { Failure } from '../../model/failure.ts';

/** A failure that may be written down, with registered secrets taken out of every text. */
export function scrubbedFailure(failure: Failure, scrub: (text: string) => string): Failure {
  return JSON.parse(scrub(JSON.stringify(failure))) as Failure;
}
