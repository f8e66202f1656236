/** Alternatives and repeated groups, whose first match in JavaScript may not be the longest. */
const CHOICE = /\||\)[*+?{]/;

/** By the expression with its flags, then by the length to exceed. A filter meets equal lengths again and again. */
const LONGER = new Map<string, Map<number, RegExp>>();

/**
 * An expression with POSIX's match, which is the longest of the leftmost matches. JavaScript returns the first match in
 * its order of trying, so `a?(ab)?` on `ab` gives `a` in JavaScript and `ab` here. Works like any RegExp for `match`,
 * `replace` and `test`.
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

  /** The existence of a match does not depend on its length. */
  override test(text: string): boolean {
    return super.exec(text) !== null;
  }

  /**
   * A longer match from the start of the found match. The text is cut one character earlier, so that `^` and `\b` see
   * the true preceding character.
   */
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
