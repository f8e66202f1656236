import type { ProgramResult } from '../program.ts';
import { textToBytes, wordToText } from './bytes.ts';
import { ended, printed, type UtilityCall } from './utility.ts';

/** echo of the shell itself (dash). Escapes are always interpreted, and `-n` is the only option. */
export function shellEcho({ words }: UtilityCall): ProgramResult {
  const quiet = words[0] === '-n';
  const { text, stopped } = interpret(wordToText((quiet ? words.slice(1) : words).join(' ')), 'echo');
  return printed(textToBytes(quiet || stopped ? text : `${text}\n`));
}

/** echo as a program (GNU), reached through sudo and env. Escapes are interpreted only with `-e`. */
export function echo({ words }: UtilityCall): ProgramResult {
  let [first, newline, escapes] = [0, true, false];
  for (; /^-[neE]+$/.test(words[first] ?? ''); first += 1) {
    for (const letter of words[first] ?? '') {
      if (letter === 'n') newline = false;
      if (letter === 'e' || letter === 'E') escapes = letter === 'e';
    }
  }
  const joined = wordToText(words.slice(first).join(' '));
  const { text, stopped } = escapes ? interpret(joined, 'echo') : { text: joined, stopped: false };
  return printed(textToBytes(newline && !stopped ? `${text}\n` : text));
}

/**
 * printf, with `%s %b %c %d %i %u %x %o %%`, flags, width and precision. The format is repeated until no words are
 * left.
 */
export function printf({ words }: Pick<UtilityCall, 'words'>): ProgramResult {
  const [format, ...values] = words.map(wordToText);
  if (format === undefined) return ended(2, 'printf: usage: printf format [arg ...]\n');
  let output = '';
  let left = [...values];
  let stderr = '';
  do {
    const before = left.length;
    const { text, stopped } = interpret(format, 'printf', (specification) => {
      const value = left.shift();
      const formatted = formatOne(specification, value);
      stderr += formatted.problem;
      return formatted.text;
    });
    output += text;
    // A format without conversions would never consume a word.
    if (stopped || left.length === before) left = [];
  } while (left.length > 0);
  return { exitCode: stderr === '' ? 0 : 1, stdout: textToBytes(output), stderr };
}

function formatOne(
  specification: string,
  value: string | undefined,
): { readonly text: string; readonly problem: string } {
  const [, flags = '', width = '', precision, conversion = ''] =
    /^%([-0+ #]*)(\d*)(?:\.(\d*))?(.)$/.exec(specification) ?? [];
  if ('sbc'.includes(conversion)) {
    const plain = conversion === 'b' ? interpret(value ?? '', 'echo').text : (value ?? '');
    const text =
      conversion === 'c' ? plain.slice(0, 1) : plain.slice(0, precision === undefined ? undefined : Number(precision));
    return { text: pad(text, width, flags.includes('-'), ' '), problem: '' };
  }
  const number = Number(value === undefined || value === '' ? '0' : value);
  const problem = Number.isInteger(number) ? '' : `printf: ${value}: expected numeric value\n`;
  const integer = Number.isInteger(number) ? number : 0;
  const radix = { x: 16, X: 16, o: 8 }[conversion] ?? 10;
  const digits = Math.abs(integer)
    .toString(radix)
    .padStart(Number(precision ?? 0), '0');
  const sign = integer < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const cased = conversion === 'X' ? digits.toUpperCase() : digits;
  const zeros = flags.includes('0') && !flags.includes('-') && precision === undefined;
  const body = zeros ? cased.padStart(Number(width || 0) - sign.length, '0') : cased;
  return { text: pad(`${sign}${body}`, width, flags.includes('-'), ' '), problem };
}

function pad(text: string, width: string, left: boolean, filler: string): string {
  return left ? text.padEnd(Number(width || 0), filler) : text.padStart(Number(width || 0), filler);
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Interprets backslash escapes, and in a format of printf also conversions. Octal numbers of echo begin with `\0`. */
function interpret(
  text: string,
  of: 'echo' | 'printf',
  convert?: (specification: string) => string,
): { readonly text: string; readonly stopped: boolean } {
  const octal = of === 'echo' ? '0[0-7]{0,3}' : '[0-7]{1,3}';
  const token = new RegExp(String.raw`\\(${octal}|[\s\S])|%%|%[-0+ #]*\d*(?:\.\d*)?[sbcdiuxXo]`, 'g');
  let output = '';
  let at = 0;
  for (const match of text.matchAll(token)) {
    const [whole, escape] = match;
    output += text.slice(at, match.index);
    at = match.index + whole.length;
    if (escape === 'c' && of === 'echo') return { text: output, stopped: true };
    if (escape !== undefined) output += unescaped(escape);
    else if (convert === undefined) output += whole;
    else output += whole === '%%' ? '%' : convert(whole);
  }
  return { text: output + text.slice(at), stopped: false };
}

function unescaped(escape: string): string {
  if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 0xff);
  return SIMPLE[escape] ?? `\\${escape}`;
}
