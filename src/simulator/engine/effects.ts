/**
 * Places that hear of the encryption file's content. `kept-annotation` is the one that the state file still has: nothing is written to
 * the disk for it.
 */
export type Effect = 'annotation' | 'state-file' | 'datastore' | 'kept-annotation';

/**
 * What the engine does after an encryption file was written, or a rewrite ended, in its own order: a crash between two of them leaves
 * the earlier ones. One datum for everything that behaves as the engine does, so that no two of them can differ.
 */
export const EFFECTS = {
  /** `prepare`, `rotate`, and the end of a rewrite that dropped the old key. */
  changed: ['annotation', 'state-file', 'datastore'],
  /** `rotate-keys`, before it rewrites: both keys survive a crash then, as in every v1.36 (failures.md B11). The stage on the disk stays. */
  'both-keys': ['datastore'],
  /** The end of `reencrypt --skip`. */
  'old-key-kept': ['kept-annotation'],
} as const satisfies Readonly<Record<string, readonly Effect[]>>;

export type Occasion = keyof typeof EFFECTS;
