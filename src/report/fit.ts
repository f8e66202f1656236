import { cut } from './layout.ts';
import { printableLine, visibleLength } from './printable.ts';

const GAP = '..';

/** A plain text in at most `width` columns. The middle is cut out, because both ends say more. */
export function cutMiddle(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  const room = Math.max(0, width - GAP.length);
  const head = Math.ceil(room / 2);
  const tail = room - head;
  return `${characters.slice(0, head).join('')}${GAP.slice(0, width)}${tail === 0 ? '' : characters.slice(-tail).join('')}`;
}

/**
 * One line with `left` at the left and `right` at the right edge. The right text stays whole, and the middle of the
 * left text is cut out where both do not fit.
 */
export function spread(left: string, right: string, width: number): string {
  const text = printableLine(left);
  const tail = printableLine(right);
  if (tail === '') return cutMiddle(indented(left, text), width);
  const room = Math.max(0, width - visibleLength(tail) - 2);
  const head = cutMiddle(indented(left, text), room);
  return cut(`${head}${' '.repeat(Math.max(2, width - visibleLength(head) - visibleLength(tail)))}${tail}`, width);
}

/** `printableLine` takes the blanks at the beginning away. */
function indented(raw: string, text: string): string {
  return `${/^ */.exec(raw)?.[0] ?? ''}${text}`;
}
