import { printableLine } from './printable.ts';

/** Fewer neighbours than this are named one by one. */
const SHORTEST_RANGE = 4;

/**
 * Names of servers in their order, made printable. Four or more neighbours whose numbers count upwards become one word,
 * as `s1..s22`.
 */
export function serverNames(names: readonly string[]): readonly string[] {
  const runs: string[][] = [];
  for (const name of names.map(printableLine)) {
    const run = runs.at(-1);
    if (run !== undefined && isNext(run.at(-1) ?? '', name)) run.push(name);
    else runs.push([name]);
  }
  return runs.flatMap((run) => (run.length < SHORTEST_RANGE ? run : [`${run[0] ?? ''}..${run.at(-1) ?? ''}`]));
}

/** Names joined by `separator`, or only their number, as `22 servers`, where the names are longer than `room`. */
export function namesWithin(names: readonly string[], room: number, separator = ', '): string {
  const text = serverNames(names).join(separator);
  return text.length <= room ? text : `${String(names.length)} server${names.length === 1 ? '' : 's'}`;
}

const NUMBERED = /^(.*?)(\d+)(\D*)$/;

function isNext(one: string, other: string): boolean {
  const [, head, digits = '', tail] = NUMBERED.exec(one) ?? [];
  const [, otherHead, otherDigits = '', otherTail] = NUMBERED.exec(other) ?? [];
  if (digits === '' || head !== otherHead || tail !== otherTail) return false;
  // A number with leading zeros keeps its width, so that s09 is followed by s10.
  return String(Number(digits) + 1).padStart(digits.length, '0') === otherDigits;
}
