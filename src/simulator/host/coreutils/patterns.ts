import { longestMatch } from './longest-match.ts';

/** The two kinds of POSIX regular expressions, basic (`grep`, `sed`) and extended (`-E`). */
export type Dialect = 'basic' | 'extended';

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t\\n\\v\\f\\r',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** GNU's additions that JavaScript writes identically. */
const ESCAPES = /[wWsSbB]/;

/**
 * Translates a POSIX pattern (in the byte form of bytes.ts) into a JavaScript expression with POSIX's matches.
 * `undefined` means an invalid or unsimulated pattern.
 */
export function patternOf(pattern: string, dialect: Dialect, flags = ''): RegExp | undefined {
  const source = translated(pattern, dialect);
  if (source === undefined) return undefined;
  try {
    return longestMatch(source, `${flags}s`);
  } catch {
    return undefined;
  }
}

/** By dialect and pattern, because hosts get equal questions again and again. */
const TRANSLATED = new Map<string, string | undefined>();

function translated(pattern: string, dialect: Dialect): string | undefined {
  const key = `${dialect} ${pattern}`;
  const known = TRANSLATED.get(key);
  if (known !== undefined || TRANSLATED.has(key)) return known;
  const source = translate(pattern, dialect);
  TRANSLATED.set(key, source);
  return source;
}

function translate(pattern: string, dialect: Dialect): string | undefined {
  let source = '';
  let at = 0;
  while (at < pattern.length) {
    const bracket = pattern.charAt(at) === '[' ? bracketAt(pattern, at) : undefined;
    if (pattern.charAt(at) === '[') {
      if (bracket === undefined) return undefined;
      source += bracket.source;
      at = bracket.end;
      continue;
    }
    const piece = pieceAt(pattern, at, dialect, source);
    if (piece === undefined) return undefined;
    source += piece.source;
    at += piece.length;
  }
  return source;
}

interface Translated {
  readonly source: string;
  readonly length: number;
}

function pieceAt(pattern: string, at: number, dialect: Dialect, before: string): Translated | undefined {
  const character = pattern.charAt(at);
  const next = pattern.charAt(at + 1);
  const atStart = before === '' || before.endsWith('(?:') || before.endsWith('(') || before.endsWith('|');
  if (character === '\\') {
    if (next === '') return undefined;
    if (next === '<' || next === '>') return { source: '\\b', length: 2 };
    if (ESCAPES.test(next) || /[1-9]/.test(next)) return { source: `\\${next}`, length: 2 };
    const special = '(){}|+?'.includes(next);
    if (dialect === 'basic' && special) return operator(pattern, at, next, 2, atStart);
    return { source: literal(next), length: 2 };
  }
  if (character === '*' && (atStart || (dialect === 'basic' && before.endsWith('^')))) {
    return { source: '\\*', length: 1 };
  }
  if ('.*'.includes(character)) return { source: character, length: 1 };
  if (character === '^') {
    return { source: dialect === 'extended' || atStart ? '^' : '\\^', length: 1 };
  }
  if (character === '$') {
    const last = at === pattern.length - 1 || pattern.startsWith('\\)', at + 1) || pattern.startsWith('\\|', at + 1);
    return { source: dialect === 'extended' || last ? '$' : '\\$', length: 1 };
  }
  if (dialect === 'extended' && '(){}|+?'.includes(character)) return operator(pattern, at, character, 1, atStart);
  return { source: literal(character), length: 1 };
}

function operator(pattern: string, at: number, sign: string, length: number, atStart: boolean): Translated | undefined {
  if (sign === '}') return { source: '\\}', length };
  if (sign !== '{') return { source: atStart && '+?'.includes(sign) ? `\\${sign}` : sign, length };
  const interval = /^\{(\d*)(,?)(\d*)\\?\}/.exec(pattern.slice(at + length - 1));
  if (interval === null || atStart) return { source: '\\{', length };
  const [whole, least = '', comma = '', most = ''] = interval;
  if (least === '' && comma === '') return undefined;
  return { source: `{${least === '' ? '0' : least}${comma}${most}}`, length: length - 1 + whole.length };
}

/** `[...]`. A backslash is an ordinary character, and `]` may come first. */
function bracketAt(pattern: string, start: number): { readonly source: string; readonly end: number } | undefined {
  let at = start + 1;
  const negated = pattern.charAt(at) === '^';
  if (negated) at += 1;
  let inner = '';
  for (let first = true; first || pattern.charAt(at) !== ']'; first = false) {
    if (at >= pattern.length) return undefined;
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12));
    if (named !== null) {
      const members = CLASSES[named[1] ?? ''];
      if (members === undefined) return undefined;
      inner += members;
      at += named[0].length;
    } else {
      const character = pattern.charAt(at);
      const isRange = character === '-' && !first && pattern.charAt(at + 1) !== ']';
      inner += isRange ? '-' : /[\\\]^[-]/.test(character) ? `\\${character}` : character;
      at += 1;
    }
  }
  return { source: `[${negated ? '^' : ''}${inner}]`, end: at + 1 };
}

function literal(character: string): string {
  return /[.*+?^${}()|[\]\\/]/.test(character) ? `\\${character}` : character;
}

/** A literal text as a pattern. */
export function fixedPattern(text: string, flags = ''): RegExp {
  return new RegExp(text.split('').map(literal).join(''), `${flags}s`);
}
