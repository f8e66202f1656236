/** Longer values are cut in the middle: the ends of a path say most. */
const MOST_CHARACTERS = 60;

/**
 * What a problem may show of a value that the operator wrote. Somebody who names the wrong file, or pastes a key where a path belongs,
 * must not find it on a screen, in a log or in a CI job: only the first line is shown, shortened, and of a private key nothing.
 */
export function shown(value: string): string {
  if (value.includes('PRIVATE KEY')) return 'a private key';
  const [line = ''] = value.split(/[\r\n]/, 1);
  const characters = Array.from(line);
  if (characters.length <= MOST_CHARACTERS) return line === value ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
  const half = Math.floor(MOST_CHARACTERS / 2);
  return `${characters.slice(0, half).join('')}…${characters.slice(1 - half).join('')}`;
}
