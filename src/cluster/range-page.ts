/** One key of a page, with all fields in base64. `value` is cut, and empty if only keys were asked for. */
export interface RangeEntry {
  readonly key: string;
  readonly value: string;
}

export interface RangePage {
  readonly entries: readonly RangeEntry[];
  readonly revision: string;
  /** Number of keys in the whole range at this revision. */
  readonly count: number;
  readonly more: boolean;
}

export interface RangeQuestion {
  /** First key, as text. */
  readonly from: string;
  /** First key after the range, or `undefined` for a single key. */
  readonly to: string | undefined;
  readonly limit: number;
  /** `undefined` means the newest. */
  readonly revision: string | undefined;
  readonly keysOnly: boolean;
}

/** The most entries a question may ask for. */
export const MOST_ENTRIES = 2_000;

/** Whether a page is complete. With fewer or more entries than announced, the page was cut on the way. */
export function isComplete({ entries, revision, count, more }: RangePage): boolean {
  if (revision === '') return false;
  return more ? entries.length > 0 && entries.length < count : entries.length === count;
}
