import { failed, success, type Result } from '../../src/model/result.ts';

/** One line of an ssh_config file. */
export interface Directive {
  /** In lower case. */
  readonly keyword: string;
  readonly words: readonly string[];
  /** `file:line`, lines from 1. */
  readonly at: string;
  /** The lines of the files that an `Include` names. */
  readonly included: readonly Directive[] | undefined;
}

/** Why ssh_config cannot be used. */
export interface SshConfigProblem {
  /** A file, or `file:line`. */
  readonly at: string;
  readonly reason: string;
}

const KEYWORD = /^\s*([^\s="]+)(?:\s*=\s*|\s+|(?=")|$)/;
const BLANKS = ' \t';
const ESCAPED_IN_WORDS = `"'\\`;

/** Splits the text of one file into its directives (ssh_config(5)). Keywords are not judged. */
export function directivesOf(text: string, file: string): Result<readonly Directive[], SshConfigProblem> {
  const directives: Directive[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    const at = `${file}:${index + 1}`;
    const match = KEYWORD.exec(line);
    const keyword = match?.[1];
    if (keyword === undefined || keyword.startsWith('#')) continue;
    const words = wordsOf(line.slice(match?.[0].length ?? 0));
    if (words === undefined) return failed({ at, reason: 'a quotation mark without its partner' });
    directives.push({ keyword: keyword.toLowerCase(), words, at, included: undefined });
  }
  return success(directives);
}

/**
 * The words of a line. Quotation marks hold words together, a backslash takes the meaning from a quotation mark, a
 * backslash, or a blank outside quotation marks, and `#` at the beginning of a word ends the line. `undefined` if a
 * quotation mark has no partner.
 */
function wordsOf(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (BLANKS.includes(text.charAt(at))) {
      at += 1;
      continue;
    }
    if (text[at] === '#') break;
    const word = wordAt(text, at);
    if (word === undefined) return undefined;
    words.push(word.word);
    at = word.end;
  }
  return words;
}

function wordAt(text: string, start: number): { readonly word: string; readonly end: number } | undefined {
  let word = '';
  let quote = '';
  let at = start;
  for (; at < text.length; at += 1) {
    const [character, next] = [text.charAt(at), text.charAt(at + 1)];
    const isEscape =
      character === '\\' && next !== '' && (ESCAPED_IN_WORDS.includes(next) || (quote === '' && next === ' '));
    if (isEscape) {
      word += next;
      at += 1;
    } else if (quote === '' && BLANKS.includes(character)) break;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (quote !== '' && character === quote) quote = '';
    else word += character;
  }
  return quote === '' ? { word, end: at } : undefined;
}
