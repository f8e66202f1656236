import type { DocumentPath } from './document-path.ts';

/** Something wrong, before its line and column are looked up. */
export interface Finding {
  /** Stable, for example `duplicate-host`. */
  readonly rule: string;
  readonly path: DocumentPath;
  readonly found: string | undefined;
  readonly expected: string | undefined;
  /** Where it is shown: at the value (default) or at its key. */
  readonly at?: 'value' | 'key';
}
