import { ShellSyntaxError } from './syntax.ts';

/** A piece of a word as written. The text of a substitution is not yet parsed. */
export type RawPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'substitution'; readonly source: string; readonly quoted: boolean };

/** Characters that end an unquoted word. */
const META = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
/**
 * Literal characters are taken in one step, because scripts contain thousands and hosts receive hundreds of scripts.
 */
const PLAIN = /[^ \t\n;&|<>()'"\\$`~]+/y;
const PLAIN_IN_QUOTES = /[^"\\$`]+/y;

/** Reads one word that begins at `start`. Returns its parts and its end. */
export function readWord(text: string, start: number): { readonly parts: readonly RawPart[]; readonly end: number } {
  const parts: RawPart[] = [];
  let at = start;
  const add = (piece: string, quoted: boolean): void => {
    const last = parts.at(-1);
    if (last?.kind === 'text' && last.quoted === quoted) parts[parts.length - 1] = { ...last, text: last.text + piece };
    else parts.push({ kind: 'text', text: piece, quoted });
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (META.has(character)) break;
    if (character === "'") {
      const close = text.indexOf("'", at + 1);
      if (close === -1) throw new ShellSyntaxError('Unterminated quoted string');
      add(text.slice(at + 1, close), true);
      at = close + 1;
    } else if (character === '"') {
      at = readDoubleQuotes(text, at + 1, parts, add);
    } else if (character === '\\') {
      // A backslash before a newline joins lines. As the last character a backslash is literal.
      if (text.charAt(at + 1) !== '\n') add(text.charAt(at + 1) || '\\', true);
      at += 2;
    } else if (character === '$') {
      at = readDollar(text, at, false, parts, add);
    } else if (character === '`' || (character === '~' && at === start)) {
      throw new ShellSyntaxError(`not simulated: ${character}`);
    } else {
      const plain = runOf(PLAIN, text, at);
      add(plain, false);
      at += plain.length;
    }
  }
  return { parts, end: Math.min(at, text.length) };
}

/** The characters matched by `pattern` from `at` on, or one character without a match. */
function runOf(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? text.charAt(at);
}

type Add = (piece: string, quoted: boolean) => void;

function readDoubleQuotes(text: string, start: number, parts: RawPart[], add: Add): number {
  let at = start;
  // An empty pair of quotes is a word too.
  add('', true);
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character === '\\') {
      const next = text.charAt(at + 1);
      if (next !== '\n') add('$`"\\'.includes(next) && next !== '' ? next : `\\${next}`, true);
      at += 2;
    } else if (character === '$') {
      at = readDollar(text, at, true, parts, add);
    } else if (character === '`') {
      throw new ShellSyntaxError('not simulated: `');
    } else {
      const plain = runOf(PLAIN_IN_QUOTES, text, at);
      add(plain, true);
      at += plain.length;
    }
  }
  throw new ShellSyntaxError('Unterminated quoted string');
}

/** `$NAME`, `${NAME}`, `$?`, `$(script)`. A `$` before anything else is literal. */
function readDollar(text: string, start: number, quoted: boolean, parts: RawPart[], add: Add): number {
  const next = text.charAt(start + 1);
  if (next === '?') {
    parts.push({ kind: 'variable', name: '?', quoted });
    return start + 2;
  }
  if (next === '(') {
    if (text.charAt(start + 2) === '(') throw new ShellSyntaxError('not simulated: $((');
    const end = closingParenthesis(text, start + 2);
    parts.push({ kind: 'substitution', source: text.slice(start + 2, end), quoted });
    return end + 1;
  }
  const braced = next === '{';
  NAME.lastIndex = start + (braced ? 2 : 1);
  const name = NAME.exec(text)?.[0];
  const end = start + (braced ? 2 : 1) + (name?.length ?? 0);
  if (braced && (name === undefined || text.charAt(end) !== '}')) throw new ShellSyntaxError('not simulated: ${');
  if (name !== undefined) {
    parts.push({ kind: 'variable', name, quoted });
    return braced ? end + 1 : end;
  }
  if (/[0-9@*#$!-]/.test(next)) throw new ShellSyntaxError(`not simulated: $${next}`);
  add('$', quoted);
  return start + 1;
}

/** The position that closes the parenthesis open at `start`. Quotes and inner parentheses are skipped. */
function closingParenthesis(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === ')') return at;
    if (character === '(') at = closingParenthesis(text, at + 1) + 1;
    else if (character === '\\') at += 2;
    else if (character === "'") at = afterQuote(text, at, "'");
    else if (character === '"') at = afterDoubleQuotes(text, at + 1);
    else at += 1;
  }
  throw new ShellSyntaxError('end of file unexpected (expecting ")")');
}

function afterQuote(text: string, start: number, quote: string): number {
  const close = text.indexOf(quote, start + 1);
  if (close === -1) throw new ShellSyntaxError('Unterminated quoted string');
  return close + 1;
}

function afterDoubleQuotes(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character === '\\') at += 2;
    else if (text.startsWith('$(', at)) at = closingParenthesis(text, at + 2) + 1;
    else at += 1;
  }
  throw new ShellSyntaxError('Unterminated quoted string');
}
