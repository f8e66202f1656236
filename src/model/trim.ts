// Patterns such as /x+$/ take a time that grows with the square of the text, and a server decides how long its text is. These do not.

/** `text` without the `characters` at its end. */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** `text` without the `characters` at its start. */
export function withoutLeading(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start += 1;
  return text.slice(start);
}

/** The lines of `text` on one line, without the blanks around each. */
export function joinedLines(text: string, separator: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join(separator);
}
