/** Longer values are cut in the middle, because the ends of a path are most informative. */
const MOST_CHARACTERS = 60;

/**
 * The part of an operator's value shown in a problem. A wrong file name, or a key pasted in place of a path, must not
 * appear on a screen, in a log or in a CI job. Only the first line is shown, shortened, and nothing of a private key.
 */
export function shown(value: string): string {
  if (value.includes('PRIVATE KEY')) return 'a private key';
  const [line = ''] = value.split(/[\r\n]/, 1);
  const characters = Array.from(line);
  if (characters.length <= MOST_CHARACTERS) return line === value ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
  const half = Math.floor(MOST_CHARACTERS / 2);
  return `${characters.slice(0, half).join('')}…${characters.slice(1 - half).join('')}`;
}

/** What was found, as it is shown, and keyturn's own words after it. */
export function shownFound({
  found,
  because,
}: {
  readonly found?: string | undefined;
  readonly because?: string | undefined;
}): string | undefined {
  const parts = [found === undefined ? undefined : shown(found), because].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(': ');
}
