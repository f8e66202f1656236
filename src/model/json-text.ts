/**
 * A character that a terminal may obey or that readers cannot see, such as controls, DEL and C1, format characters (including directions) and
 * Unicode's own line ends. Tab and line feed are included.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** All invisible characters in a text. */
export const INVISIBLES = new RegExp(INVISIBLE, 'gu');

/** JSON with every invisible character escaped. A parser gets the same value, and a terminal gets no control characters. */
export function jsonText(value: unknown, indent?: number): string {
  return escapedJson(JSON.stringify(value, undefined, indent));
}

/** Escapes invisible characters in existing JSON text. Line feeds and tabs between the parts stay. */
export function escapedJson(text: string): string {
  return text.replace(INVISIBLES, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const code = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${code}`;
  }).join('');
}
