/**
 * Filters work on bytes. Latin-1 gives each byte its own character, so that regular expressions can run over binary
 * data and nothing is lost on the way back.
 */
export function bytesToText(content: Buffer): string {
  return content.toString('latin1');
}

export function textToBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** A word of the command line (UTF-8) in the form of `bytesToText`. */
export function wordToText(word: string): string {
  return Buffer.from(word).toString('latin1');
}

/** Lines without their newlines. A last line without a newline counts as well. */
export function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Every line with a newline. */
export function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
