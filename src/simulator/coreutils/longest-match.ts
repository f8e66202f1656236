/** What makes the first match that JavaScript finds another than the longest: alternatives, and groups that are repeated. */
const CHOICE = /\||\)[*+?{]/;

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

  /** A match from the same place on. The text is cut one character before it, so that `^` and `\b` see what they would see. */
  #longerThan({ index, input, 0: { length } }: RegExpExecArray): RegExpExecArray | null {
    const cut = Math.max(0, index - 1);
    const longer = new RegExp(
      `(?:${this.source})(?<=^[^]{${index - cut + length + 1},})`,
      `${this.flags.replace('g', '')}y`,
    );
    longer.lastIndex = index - cut;
    const found = longer.exec(input.slice(cut));
    if (found === null) return null;
    return Object.assign(found, { index, input });
  }
}
