/** A word of a line, unquoted, and where it begins (from 0). */
export interface ShellWord {
  readonly text: string;
  readonly at: number;
}

/**
 * Splits a line as a POSIX shell would, in the way of Python's `shlex.split`. With `comments` a `#` ends the line, also
 * inside a word, as Ansible reads hosts. `undefined` for a quote that is never closed, or a backslash at the end.
 */
export function shellWords(line: string, comments: boolean): readonly ShellWord[] | undefined {
  const words: ShellWord[] = [];
  let text = '';
  let begin: number | undefined;
  let quote: string | undefined;
  const end = (): void => {
    if (begin !== undefined) words.push({ text, at: begin });
    text = '';
    begin = undefined;
  };
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote === undefined && /\s/.test(character)) {
      end();
      continue;
    }
    if (quote === undefined && comments && character === '#') break;
    begin ??= at;
    if (character === quote) {
      quote = undefined;
    } else if (quote === undefined && (character === "'" || character === '"')) {
      quote = character;
    } else if (character === '\\' && quote !== "'") {
      const next = line[at + 1];
      if (next === undefined) return undefined;
      // Inside double quotes a backslash is ordinary before any other character.
      text += quote === '"' && next !== '"' && next !== '\\' ? `\\${next}` : next;
      at += 1;
    } else {
      text += character;
    }
  }
  if (quote !== undefined) return undefined;
  end();
  return words;
}
