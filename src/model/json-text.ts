import { INVISIBLES } from './invisible.ts';

/** JSON in which nothing invisible stands as it is. Whoever reads it gets the same value; whoever prints it gets no surprise. */
export function jsonText(value: unknown, indent?: number): string {
  return escapedJson(JSON.stringify(value, undefined, indent));
}

/** The same for JSON that is made already. Line feeds and tabs between its parts stay. */
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
