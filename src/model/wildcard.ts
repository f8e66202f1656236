/**
 * Whether a pattern of OpenSSH matches `text`. `*` matches any text, and `?` one character. Brackets are ordinary
 * characters. The time is linear, without a backtracking regular expression.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  let index = 0;
  while (index < text.length) {
    if (at < pattern.length && (pattern[at] === '?' || (pattern[at] !== '*' && pattern[at] === text[index]))) {
      at += 1;
      index += 1;
    } else if (at < pattern.length && pattern[at] === '*') {
      star = at;
      starAt = index;
      at += 1;
    } else if (star >= 0) {
      starAt += 1;
      at = star + 1;
      index = starAt;
    } else return false;
  }
  while (at < pattern.length && pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** Whether one of the patterns matches, and no negated (`!`) pattern does, as OpenSSH's match_pattern_list. */
export function matchesWildcards(patterns: readonly string[], text: string): boolean {
  return matchesOneOf(patterns, (pattern) => matchesWildcard(pattern, text));
}

/** As `matchesWildcards`, with another way to match a pattern, which comes without its `!`. */
export function matchesOneOf(patterns: readonly string[], matches: (pattern: string) => boolean): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!matches(negated ? pattern.slice(1) : pattern)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}
