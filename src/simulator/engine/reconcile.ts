/** A credential file, on a disk or in the datastore's copy. */
export interface BootstrapFile {
  readonly content: string;
  /** Modification time of the saved file. A server that takes the file from the datastore keeps this time. */
  readonly modifiedAtMs: number;
}

/** One file on both sides. `local` is `undefined` for an absent file. */
export interface BootstrapPair {
  readonly path: string;
  readonly local: BootstrapFile | undefined;
  readonly stored: BootstrapFile;
}

/** What a starting server does with its credential files. */
export type Reconciliation =
  | { readonly kind: 'keep' }
  /** All files are written, the unchanged files too. */
  | { readonly kind: 'take' }
  | { readonly kind: 'refuse'; readonly newer: readonly string[] };

/** Difference between clocks of servers tolerated without a report, in whole seconds. */
const CLOCK_SKEW_SECONDS = 3;

/**
 * Only at its start, a server takes newer credential files from the datastore, and refuses to start if its own files
 * are newer (engine.md, "Restart").
 */
export function reconcile(pairs: readonly BootstrapPair[]): Reconciliation {
  const differing = pairs.filter(({ local, stored }) => local?.content !== stored.content);
  const newer = differing.filter(
    ({ local, stored }) => local !== undefined && wholeSeconds(local) - wholeSeconds(stored) >= CLOCK_SKEW_SECONDS,
  );
  if (newer.length > 0) return { kind: 'refuse', newer: newer.map(({ path }) => path) };
  return differing.length === 0 ? { kind: 'keep' } : { kind: 'take' };
}

function wholeSeconds({ modifiedAtMs }: BootstrapFile): number {
  return Math.floor(modifiedAtMs / 1_000);
}
