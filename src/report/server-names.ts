import { printableLine } from './printable.ts';
import { listed } from './units.ts';

/** Fewer neighbours than this are named one by one. */
const SHORTEST_RANGE = 4;

/**
 * Names of servers in their order, made printable. Four or more neighbours whose numbers count upwards become one word,
 * as `s1..s22`, or `s1..22.example.com` where they have a domain.
 */
export function serverNames(names: readonly string[]): readonly string[] {
  const runs: string[][] = [];
  for (const name of names.map(printableLine)) {
    const run = runs.at(-1);
    if (run !== undefined && isNext(run.at(-1) ?? '', name)) run.push(name);
    else runs.push([name]);
  }
  return runs.flatMap((run) => (run.length < SHORTEST_RANGE ? run : [rangeText(run[0] ?? '', run.at(-1) ?? '')]));
}

function rangeText(first: string, last: string): string {
  const { head, digits, tail } = numberIn(first);
  return tail === '' ? `${first}..${last}` : `${head}${digits}..${numberIn(last).digits}${tail}`;
}

/** Names joined by `separator`, or only their number, as `22 servers`, where the names are longer than `room`. */
export function namesWithin(names: readonly string[], room: number, separator = ', '): string {
  const text = serverNames(names).join(separator);
  return text.length <= room ? text : `${String(names.length)} server${names.length === 1 ? '' : 's'}`;
}

function isNext(one: string, other: string): boolean {
  const [numbered, next] = [numberIn(one), numberIn(other)];
  if (numbered.digits === '' || numbered.head !== next.head || numbered.tail !== next.tail) return false;
  // A number with leading zeros keeps its width, so that s09 is followed by s10.
  return String(Number(numbered.digits) + 1).padStart(numbered.digits.length, '0') === next.digits;
}

/** The last number in a name before its domain, or in an address, and the text around it. */
function numberIn(name: string): { readonly head: string; readonly digits: string; readonly tail: string } {
  const dot = name.indexOf('.');
  let end = dot === -1 || isAddress(name) ? name.length : dot;
  while (end > 0 && !isDigit(name.charAt(end - 1))) end -= 1;
  let start = end;
  while (start > 0 && isDigit(name.charAt(start - 1))) start -= 1;
  return { head: name.slice(0, start), digits: name.slice(start, end), tail: name.slice(end) };
}

function isAddress(name: string): boolean {
  return Array.from(name).every((character) => character === '.' || isDigit(character));
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

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
