import { stripVTControlCharacters } from 'node:util';

/** A parsed line of the engine's log. */
export interface LogLine {
  /** The message, with quotes and escapes undone, or the whole line if its form is unknown. */
  readonly message: string;
  /** Every `key=value` in any order. If a name appears twice, the first value counts. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Longer lines are read up to this length. The longest relevant lines contain the words of an admission webhook. */
const LONGEST = 16_384;

/** klog's own head, with level, date, time, thread and place. */
const KLOG_HEAD = /^[IWEF]\d{4} \d{2}:\d{2}:\d{2}\.\d+ +\d+ \S+\] /;
/** The head written by logrus on a terminal, with level and seconds. */
const TERMINAL_HEAD = /^(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[\d+\] ?/;

const TERMINAL_LEVELS: Readonly<Record<string, string>> = {
  TRAC: 'trace',
  DEBU: 'debug',
  INFO: 'info',
  WARN: 'warning',
  ERRO: 'error',
  FATA: 'fatal',
  PANI: 'panic',
};

/**
 * Reads one line as logfmt, with pairs in any order, quoted or not (real-engine.md 2). The forms of all releases are
 * accepted: the pairs of logrus, klog's head and quoted words before its pairs, a klog line as the `msg` of logrus, and
 * logrus on a terminal. The time grows only with the length of the line, and the function never throws.
 */
export function parseLogLine(line: string): LogLine {
  const text = stripVTControlCharacters(line.slice(0, LONGEST));
  const klog = KLOG_HEAD.exec(text)?.[0];
  if (klog !== undefined) return klogLine(text.slice(klog.length));
  const terminal = TERMINAL_HEAD.exec(text);
  if (terminal !== null) {
    const said = text.slice(terminal[0].length);
    const level = TERMINAL_LEVELS[terminal[1] ?? ''] ?? '';
    return { message: said, fields: new Map([['level', level], ...pairsOf(said)]) };
  }
  const fields = pairsOf(text);
  const message = fields.get('msg') ?? text;
  const within = KLOG_HEAD.exec(message)?.[0];
  return within === undefined ? { message, fields } : klogLine(message.slice(within.length));
}

function klogLine(text: string): LogLine {
  const words = QUOTED_AT_START.exec(text)?.[0];
  return { message: words === undefined ? text : unquoted(words), fields: pairsOf(text) };
}

const BLANKS = /\s+/y;
const KEY = /([A-Za-z_][\w./-]*)=/y;
/** Up to the closing quote, or to the end of a truncated line. */
const QUOTED = /"(?:[^"\\]|\\[^])*(?:"|\\?$)/y;
const QUOTED_AT_START = new RegExp(`^${QUOTED.source}`);
/** Escaped quotes, from a pair written inside the words of another logger. */
const TWICE_QUOTED = /\\"(?:[^"\\]|\\[^"])*(?:\\"|\\?$)/y;
const BARE = /\S*/y;

/** Each expression is tried at one place only, and matched text is never read again. */
function pairsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    at += found?.[0].length ?? 0;
    return found;
  };
  while (at < text.length) {
    take(BLANKS);
    const key = take(KEY)?.[1];
    const value = (take(QUOTED) ?? take(TWICE_QUOTED) ?? take(BARE))?.[0] ?? '';
    if (key !== undefined && !fields.has(key)) fields.set(key, unquoted(value));
  }
  return fields;
}

const ESCAPE = /\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([^]))/g;
const ESCAPED: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Undoes the quotes and escapes of Go's `%q`. A value without quotes is returned unchanged. */
function unquoted(value: string): string {
  const opening = /^\\?"/.exec(value)?.[0];
  if (opening === undefined) return value;
  const within = value.slice(opening.length);
  const text = within.endsWith(opening) ? within.slice(0, -opening.length) : within;
  return text.replaceAll(ESCAPE, (_, hex?: string, short?: string, long?: string, other = '') => {
    const code = hex ?? short ?? long;
    if (code === undefined) return ESCAPED[other] ?? other;
    const point = Number.parseInt(code, 16);
    return point <= 0x10_ff_ff ? String.fromCodePoint(point) : '\uFFFD';
  });
}
