/** The entries with a repeated key, each with the first entry of the same key. Entries without a key are ignored. */
export function repeated<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string | undefined,
): readonly { readonly entry: T; readonly first: T }[] {
  const firsts = new Map<string, T>();
  const found: { readonly entry: T; readonly first: T }[] = [];
  for (const entry of entries) {
    const key = keyOf(entry);
    const first = key === undefined ? undefined : firsts.get(key);
    if (first !== undefined) {
      found.push({ entry, first });
    } else if (key !== undefined) {
      firsts.set(key, entry);
    }
  }
  return found;
}
