import { readWord, type RawPart } from './read-word.ts';
import { ShellSyntaxError } from './syntax.ts';

/** Operators that join commands. A newline is `\n`. */
export type Operator = '&&' | '||' | '|' | ';' | '\n';

export type Token =
  | { readonly kind: 'word'; readonly parts: readonly RawPart[]; readonly raw: string }
  | { readonly kind: 'operator'; readonly text: Operator }
  /** The target is the following word. */
  | { readonly kind: 'redirect'; readonly fd: 0 | 1 | 2; readonly append: boolean }
  | { readonly kind: 'duplicate'; readonly fd: 1 | 2; readonly from: 1 | 2 };

const BLANK = /(?:[ \t]|\\\n)+|#[^\n]*/y;
const REDIRECTION = /([0-9]?)(<<|<&|<>|<|>&([0-9-]?)|>>|>\||>)/y;
const OPERATORS: readonly Operator[] = ['&&', '||', '|', ';', '\n'];

/** Splits a script into tokens. Throws `ShellSyntaxError` on unsimulated syntax. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    BLANK.lastIndex = at;
    const blank = BLANK.exec(text)?.[0];
    REDIRECTION.lastIndex = at;
    const redirection = blank === undefined ? REDIRECTION.exec(text) : null;
    const operator = OPERATORS.find((each) => text.startsWith(each, at));
    if (blank !== undefined) {
      at += blank.length;
    } else if (redirection !== null) {
      tokens.push(redirect(redirection));
      at += redirection[0].length;
    } else if (operator !== undefined) {
      if (text.startsWith(';;', at)) throw new ShellSyntaxError('";;" unexpected');
      tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
    } else if ('&()'.includes(text.charAt(at))) {
      throw new ShellSyntaxError(`not simulated: ${text.charAt(at)}`);
    } else {
      const { parts, end } = readWord(text, at);
      tokens.push({ kind: 'word', parts, raw: text.slice(at, end) });
      at = end;
    }
  }
  return tokens;
}

function redirect([whole, digit = '', sign = '', duplicated]: RegExpExecArray): Token {
  const fd = digit === '' ? undefined : Number(digit);
  if (sign === '<' && (fd === undefined || fd === 0)) return { kind: 'redirect', fd: 0, append: false };
  const target = fd ?? 1;
  if (target === 1 || target === 2) {
    if (sign === '>' || sign === '>>') return { kind: 'redirect', fd: target, append: sign === '>>' };
    if (duplicated === '1' || duplicated === '2') {
      return { kind: 'duplicate', fd: target, from: duplicated === '1' ? 1 : 2 };
    }
  }
  throw new ShellSyntaxError(`not simulated: ${whole}`);
}
