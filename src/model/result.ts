import type { Failure } from './failure.ts';

/** The answer of every function with known ways to fail. Exceptions are bugs. */
export type Result<T, E = Failure> = { readonly ok: true; readonly value: T } | Failed<E>;

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
