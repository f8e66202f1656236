import type { Failure } from './failure.ts';

/** The answer of everything that can go wrong in a way we know of. Exceptions are bugs. */
export type Result<T, E = Failure> = { readonly ok: true; readonly value: T } | Failed<E>;

/** The answer where something went wrong. */
export interface Failed<E = Failure> {
  readonly ok: false;
  readonly failure: E;
}

/** Wraps a value that was obtained. */
export function success<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Wraps a failure. */
export function failed<E>(failure: E): Failed<E> {
  return { ok: false, failure };
}

/** The values of all, in their order, or the first failure. */
export function allOrFirst<T, E = Failure>(results: readonly Result<T, E>[]): Result<readonly T[], E> {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return success(values);
}
