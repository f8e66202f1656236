/** A credential file, on a disk or in the datastore's copy. */
export interface BootstrapFile {
  readonly content: string;
  /** Of the file that was saved: whoever takes it from the datastore keeps this time. */
  readonly modifiedAtMs: number;
}

/** Clocks of servers may differ by less than this without being told of. */
const CLOCK_SKEW_MS = 3_000;

/** What a starting server does with one of its credential files. */
export type Reconciliation = 'keep' | 'take' | 'refuse';

/**
 * At its start, and only then, a server takes newer credential files from the datastore, and refuses to start when its own
 * are newer. A file that is the same keeps its age: an apiserver that has loaded it has nothing to load again.
 */
export function reconcile(local: BootstrapFile | undefined, stored: BootstrapFile): Reconciliation {
  if (local === undefined) return 'take';
  if (local.content === stored.content) return 'keep';
  return local.modifiedAtMs - stored.modifiedAtMs >= CLOCK_SKEW_MS ? 'refuse' : 'take';
}
