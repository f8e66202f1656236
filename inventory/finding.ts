import type { DocumentPath } from './document-path.ts';

/** Something wrong, before its line and column are looked up. */
export interface Finding {
  /** Stable, for example `duplicate-host`. */
  readonly rule: string;
  readonly path: DocumentPath;
  /** Of what the operator wrote only `shown` (shown.ts) is told. */
  readonly found: string | undefined;
  /** Our own words after `found`, told as they are. */
  readonly because?: string;
  readonly expected: string | undefined;
  /** Where it is shown: at the value (default) or at its key. */
  readonly at?: 'value' | 'key';
}
