/**
 * Places that receive the encryption file's content. `kept-annotation` is the annotation still in the state file, and
 * writes nothing to the disk.
 */
export type Effect = 'annotation' | 'state-file' | 'datastore' | 'kept-annotation';

/**
 * The effects of a written encryption file or a finished rewrite, in the engine's own order. A crash between two
 * effects leaves the earlier ones. All code that behaves like the engine shares this table, so no two parts can differ.
 */
export const EFFECTS = {
  /** `prepare`, `rotate`, and the end of a rewrite that dropped the old key. */
  changed: ['annotation', 'state-file', 'datastore'],
  /**
   * `rotate-keys` before its rewrite. Both keys then survive a crash, as in every v1.36 (failures.md B11). The stage on
   * the disk stays.
   */
  'both-keys': ['datastore'],
  /** The end of `reencrypt --skip`. */
  'old-key-kept': ['kept-annotation'],
} as const satisfies Readonly<Record<string, readonly Effect[]>>;

export type Occasion = keyof typeof EFFECTS;
