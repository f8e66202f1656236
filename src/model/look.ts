/** The result of one look at an awaited condition. */
export type Look<T> =
  | { readonly kind: 'holds'; readonly value: T }
  /** `deadlineAt` is a new deadline derived from the observation. `on` is the server concerned, if different from the asked server. */
  | {
      readonly kind: 'not-yet';
      readonly observed: readonly string[];
      readonly deadlineAt?: number;
      readonly on?: string;
    }
  /** Waiting longer cannot help. */
  | { readonly kind: 'broken'; readonly observed: readonly string[]; readonly on?: string };

/** The condition holds without further details. */
export const HOLDS: Look<undefined> = { kind: 'holds', value: undefined };
