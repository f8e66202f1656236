import type { Failure, Bug } from './failure.ts';
import type { ServerFailure } from './failures/host.ts';

/** The answer of every function with known ways to fail. Exceptions are bugs. */
export type Result<T, E = Failure> = { readonly ok: true; readonly value: T } | Failed<E>;

/** The answer of a server to a question or a command. */
export type Answer<T> = Result<T, ServerFailure>;

/** The answer after a failure. */
export interface Failed<E = Failure> {
  readonly ok: false;
  readonly failure: E;
}

/** Wraps an obtained value. */
export function success<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Wraps a failure. */
export function failed<E>(failure: E): Failed<E> {
  return { ok: false, failure };
}

/** All values in order, or the first failure. */
export function allOrFirst<T, E = Failure>(results: readonly Result<T, E>[]): Result<readonly T[], E> {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return success(values);
}

/** Turns an exception into a bug with the place of its catch. */
export function bugOf(error: unknown, where: string): Bug {
  const [message, stack] = error instanceof Error ? [error.message, error.stack] : [String(error), undefined];
  return { kind: 'bug', where, message, stack };
}
