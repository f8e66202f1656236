import type { DocumentPath } from './document-path.ts';

/** A problem before its line and column are known. */
export interface Finding {
  /** Stable, for example `duplicate-host`. */
  readonly rule: string;
  readonly path: DocumentPath;
  /** The operator's value, reported only through `shown` (shown.ts). */
  readonly found: string | undefined;
  /** keyturn's own words after `found`, reported unchanged. */
  readonly because?: string;
  readonly expected: string | undefined;
  /** The reported position, which is the value (default) or its key. */
  readonly at?: 'value' | 'key';
}
