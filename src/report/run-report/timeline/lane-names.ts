import { printableLine } from '../../printable.ts';

/** Characters that fit before a lane. */
const ROOM = 18;

/**
 * Names for the lanes. Where a name is too long, all lose what they have in common at both ends, so that they can be
 * told apart. A name that is still too long loses its middle.
 */
export function laneNames(names: readonly string[]): readonly string[] {
  const shown = names.map(printableLine);
  if (shown.length < 2 || shown.every((name) => name.length <= ROOM)) return shown.map(withoutMiddle);
  const head = commonHead(shown);
  const tails = shown.map((name) => name.slice(head.length));
  const tail = reversed(commonHead(tails.map(reversed)));
  return tails.map((name) => {
    const core = withoutMiddle(name.slice(0, name.length - tail.length));
    return `${head === '' ? '' : '…'}${core}${tail === '' ? '' : '…'}`;
  });
}

function withoutMiddle(name: string): string {
  const characters = Array.from(name);
  const half = Math.floor((ROOM - 3) / 2);
  if (characters.length <= ROOM - 2) return name;
  return `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
}

/** Ends at a separator, so that no number loses a digit. */
function commonHead(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = 0;
  while (length < first.length && others.every((name) => name[length] === first[length])) length += 1;
  while (length > 0 && isAlphanumeric(first[length - 1] ?? '')) length -= 1;
  return first.slice(0, length);
}

function isAlphanumeric(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase() || (character >= '0' && character <= '9');
}

function reversed(name: string): string {
  return Array.from(name).toReversed().join('');
}
