/** What one look at something that is waited for showed. */
export type Look<T> =
  | { readonly kind: 'holds'; readonly value: T }
  /** `deadlineAt`: by what was seen, the deadline is there from now on. */
  | { readonly kind: 'not-yet'; readonly observed: readonly string[]; readonly deadlineAt?: number }
  /** Waiting longer cannot help. */
  | { readonly kind: 'broken'; readonly observed: readonly string[] };

/** It holds, and there is nothing more to tell. */
export const HOLDS: Look<undefined> = { kind: 'holds', value: undefined };
