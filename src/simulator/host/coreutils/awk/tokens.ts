/** A part of an awk program. */
export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'symbol' | 'newline';
  readonly text: string;
}

/** Thrown at text that is not awk, or not simulated. */
export class AwkSyntaxError extends Error {}

const PARTS =
  /(?<newline>\n)|(?<blank>[ \t\r]+|\\\n|#[^\n]*)|(?<number>\d+(?:\.\d+)?)|(?<string>"(?:[^"\\\n]|\\[\s\S])*")|(?<name>[A-Za-z_]\w*)|(?<symbol>\+\+|--|&&|\|\||[-+*/%=!<>]=|[-+*/%=!<>?:;,(){}$[\]])/gy;

/** Splits a program into tokens. Throws `AwkSyntaxError`. */
export function tokensOf(program: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of program.matchAll(PARTS)) {
    end = match.index + match[0].length;
    const { newline, number, string, name, symbol } = match.groups ?? {};
    if (newline !== undefined) tokens.push({ kind: 'newline', text: newline });
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    if (string !== undefined) tokens.push({ kind: 'string', text: unescaped(string.slice(1, -1)) });
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  if (end < program.length) throw new AwkSyntaxError(program.slice(end, end + 20));
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/' };

/** A text of a program, or of `-v`, without its backslashes. */
export function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (whole, letter: string) => ESCAPES[letter] ?? whole);
}
