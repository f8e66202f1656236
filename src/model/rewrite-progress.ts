/** Progress of a rewrite, as reported by the server's journal. */
export type RewriteProgress =
  /** The journal has no line about the rewrite. */
  | { readonly kind: 'none' }
  /** The rewrite has begun, and no number is reported yet. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'running'; readonly rewritten: number }
  /** The rewrite is complete. `rewritten` is `undefined` if the line names no count. */
  | { readonly kind: 'complete'; readonly rewritten: number | undefined }
  /** The engine aborted the rewrite. `rewritten` is the last count reported before the abort. */
  | { readonly kind: 'failed'; readonly rewritten: number | undefined; readonly cause: string };

/** The source of the number of rewritten Secrets, which is the server's journal or a count of the Secrets in etcd by key. */
export type ProgressSource = 'journal' | 'datastore';
