/** One key of a page, everything in base64; `value` is cut, and empty when only keys were asked for. */
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
  /** First key behind the range; `undefined`: the one key is meant. */
  readonly to: string | undefined;
  readonly limit: number;
  /** `undefined`: the newest. */
  readonly revision: string | undefined;
  readonly keysOnly: boolean;
}

/** The most entries a question may ask for. */
export const MOST_ENTRIES = 2_000;

/** Whether a page is whole: with fewer entries than it tells, or more, something else cut it. */
export function isComplete({ entries, revision, count, more }: RangePage): boolean {
  if (revision === '') return false;
  return more ? entries.length > 0 && entries.length < count : entries.length === count;
}
