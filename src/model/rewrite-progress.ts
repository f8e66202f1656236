/** How far a rewrite of the Secrets has come, as the server's journal tells it. */
export type RewriteProgress =
  /** No line of it. */
  | { readonly kind: 'none' }
  /** It has begun, and has told no number yet. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'running'; readonly rewritten: number }
  /** `rewritten` is `undefined` where the line names no count. */
  | { readonly kind: 'complete'; readonly rewritten: number | undefined }
  /** The engine gave up half-way. `rewritten` is the last count it told before. */
  | { readonly kind: 'failed'; readonly rewritten: number | undefined; readonly cause: string };

/** Where the number of rewritten Secrets comes from: the journal of the server tells it, or the Secrets in etcd were counted by key. */
export type ProgressSource = 'journal' | 'datastore';
