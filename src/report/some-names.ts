import { printableLine } from './printable.ts';
import { serverNames } from './server-names.ts';
import { listed } from './units.ts';

/** As many names, or ranges of names, are shown whole. Of more names the first ones are shown. */
const MOST_NAMES = 6;
const FIRST_NAMES = 3;

/** `s1, s2 and s3`, `s1..s22`, or the first names and the number of the others: `cp-a, cp-b, cp-c and 19 more`. */
export function someNames(names: readonly string[]): string {
  const shown = serverNames(names);
  if (shown.length <= MOST_NAMES) return listed(shown);
  const first = names.slice(0, FIRST_NAMES).map(printableLine);
  return `${first.join(', ')} and ${names.length - first.length} more`;
}
