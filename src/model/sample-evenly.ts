/** Returns `count` members of a list, evenly spread. From a count of two on, the first and the last member are included. */
export function sampleEvenly<T>(list: readonly T[], count: number): readonly T[] {
  if (count >= list.length) return list;
  const step = (list.length - 1) / Math.max(count - 1, 1);
  return Array.from({ length: count }, (_, index) => list[Math.round(index * step)]).filter(
    (item): item is T => item !== undefined,
  );
}
