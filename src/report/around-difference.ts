const CONTEXT = 24;
const LONG = 72;

/** Two texts as they are, or of long ones, such as command lines, the part that differs with a little of what is around it. */
export function aroundDifference(one: string, other: string): readonly [string, string] {
  if (one.length <= LONG && other.length <= LONG) return [one, other];
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const cutOut = (text: string): string => {
    const from = Math.max(0, start - CONTEXT);
    const to = Math.min(text.length, Math.max(start, text.length - end) + CONTEXT);
    return `${from > 0 ? '...' : ''}${text.slice(from, to)}${to < text.length ? '...' : ''}`;
  };
  return [cutOut(one), cutOut(other)];
}
