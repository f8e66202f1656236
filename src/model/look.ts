/** What one look at something that is waited for showed. */
export type Look<T> =
  | { readonly kind: 'holds'; readonly value: T }
  /** `deadlineAt`: by what was seen, the deadline is there from now on. `on`: the server that it is about, where that is not the one that was asked. */
  | {
      readonly kind: 'not-yet';
      readonly observed: readonly string[];
      readonly deadlineAt?: number;
      readonly on?: string;
    }
  /** Waiting longer cannot help. */
  | { readonly kind: 'broken'; readonly observed: readonly string[]; readonly on?: string };

/** It holds, and there is nothing more to tell. */
export const HOLDS: Look<undefined> = { kind: 'holds', value: undefined };
