/** The words of a list that the operator probably meant, nearest first, or the whole list if no word is near. */
export function nearestWords(word: string, words: readonly string[]): readonly string[] {
  const wanted = normal(word);
  const near = words
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, normal(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return near.length === 0 ? words : near.map(({ candidate }) => candidate);
}

/** `identity_file` and `identity-file` are near to `identityFile`. */
function normal(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Levenshtein's distance, counting insertions, deletions and replacements between two words. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
