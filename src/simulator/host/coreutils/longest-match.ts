/** What makes the first match that JavaScript finds another than the longest: alternatives, and groups that are repeated. */
const CHOICE = /\||\)[*+?{]/;

/** By the expression and its flags, then by what the match must be longer than: a filter meets the same lengths again and again. */
const LONGER = new Map<string, Map<number, RegExp>>();

/**
 * An expression whose match is POSIX's: the leftmost and, of those, the longest. JavaScript's own is the first that its order of trying
 * finds: `a?(ab)?` on `ab` is `a` there and `ab` here. Like any RegExp for `match`, `replace` and `test`.
 */
export function longestMatch(source: string, flags: string): RegExp {
  return CHOICE.test(source) ? new LongestMatch(source, flags) : new RegExp(source, flags);
}

class LongestMatch extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    let found = super.exec(text);
    for (let next = found; next !== null; next = this.#longerThan(next)) found = next;
    if (found !== null && this.global) this.lastIndex = found.index + found[0].length;
    return found;
  }

  /** Whether there is a match at all does not depend on its length. */
  override test(text: string): boolean {
    return super.exec(text) !== null;
  }

  /** A match from the same place on. The text is cut one character before it, so that `^` and `\b` see what they would see. */
  #longerThan({ index, input, 0: { length } }: RegExpExecArray): RegExpExecArray | null {
    if (index + length === input.length) return null;
    const cut = Math.max(0, index - 1);
    const longer = this.#endingBehind(index - cut + length);
    longer.lastIndex = index - cut;
    const found = longer.exec(input.slice(cut));
    if (found === null) return null;
    return Object.assign(found, { index, input });
  }

  #endingBehind(end: number): RegExp {
    const flags = `${this.flags.replace('g', '')}y`;
    const key = `${flags} ${this.source}`;
    const known = LONGER.get(key) ?? new Map<number, RegExp>();
    LONGER.set(key, known);
    const longer = known.get(end) ?? new RegExp(`(?:${this.source})(?<=^[^]{${end + 1},})`, flags);
    known.set(end, longer);
    return longer;
  }
}
