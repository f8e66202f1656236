/** The entries whose key came before, each with the first one that had it. Entries without a key are passed over. */
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
