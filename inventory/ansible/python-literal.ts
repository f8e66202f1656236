/**
 * Reads the literals of Python that Ansible reads in values of an INI inventory (`ast.literal_eval`): numbers, quoted
 * texts, True, False, None, lists, tuples and dicts. Any other text is not a literal, and Ansible keeps it as it is.
 */

/** Far more than any inventory needs. */
const DEEPEST = 32;

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
]);
const WORD = /[A-Za-z_]+/y;
const NUMBER =
  /[+-]?(?:0[xX][\dA-Fa-f]+|0[oO][0-7]+|0[bB][01]+|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][+-]?\d+)?|\d(?:_?\d)*\.?(?:[eE][+-]?\d+)?)/y;
const HEX: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** A reader's position in a text. */
interface Cursor {
  readonly text: string;
  at: number;
}

/** Thrown where the text is no literal. */
class NoLiteral extends Error {}

/** The value of a literal, or the text itself. */
export function pythonValue(text: string): unknown {
  const cursor: Cursor = { text, at: 0 };
  try {
    skipSpace(cursor);
    const value = readValue(cursor, 0);
    skipSpace(cursor);
    return cursor.at === text.length || text[cursor.at] === '#' ? value : text;
  } catch (error) {
    if (error instanceof NoLiteral) return text;
    throw error;
  }
}

function readValue(cursor: Cursor, depth: number): unknown {
  if (depth > DEEPEST) throw new NoLiteral();
  const first = cursor.text[cursor.at];
  if (first === '[') return readItems(cursor, ']', depth).items;
  if (first === '(') return readTuple(cursor, depth);
  if (first === '{') return readDict(cursor, depth);
  if (first === '"' || first === "'") return readText(cursor);
  const word = take(cursor, WORD);
  if (word !== undefined) {
    if (!WORDS.has(word)) throw new NoLiteral();
    return WORDS.get(word);
  }
  return readNumber(cursor);
}

/** A comma makes a tuple. Brackets alone only group. */
function readTuple(cursor: Cursor, depth: number): unknown {
  const { items, commas } = readItems(cursor, ')', depth);
  return items.length === 1 && commas === 0 ? items[0] : items;
}

function readItems(
  cursor: Cursor,
  end: string,
  depth: number,
): { readonly items: readonly unknown[]; readonly commas: number } {
  const items: unknown[] = [];
  let commas = 0;
  cursor.at += 1;
  for (;;) {
    skipSpace(cursor);
    if (takeOne(cursor, end)) return { items, commas };
    if (items.length > commas) throw new NoLiteral();
    items.push(readValue(cursor, depth + 1));
    skipSpace(cursor);
    if (takeOne(cursor, ',')) commas += 1;
  }
}

function readDict(cursor: Cursor, depth: number): unknown {
  const entries: (readonly [string, unknown])[] = [];
  let commas = 0;
  cursor.at += 1;
  for (;;) {
    skipSpace(cursor);
    // `fromEntries` makes own fields, whatever their names.
    if (takeOne(cursor, '}')) return Object.fromEntries(entries);
    if (entries.length > commas) throw new NoLiteral();
    const key = readValue(cursor, depth + 1);
    skipSpace(cursor);
    if ((typeof key !== 'string' && typeof key !== 'number') || !takeOne(cursor, ':')) throw new NoLiteral();
    skipSpace(cursor);
    entries.push([String(key), readValue(cursor, depth + 1)]);
    skipSpace(cursor);
    if (takeOne(cursor, ',')) commas += 1;
  }
}

function readText(cursor: Cursor): string {
  const { text } = cursor;
  const quote = text[cursor.at];
  cursor.at += 1;
  let value = '';
  while (cursor.at < text.length) {
    const character = text[cursor.at] ?? '';
    cursor.at += 1;
    if (character === quote) return value;
    value += character === '\\' ? readEscape(cursor) : character;
  }
  throw new NoLiteral();
}

function readEscape(cursor: Cursor): string {
  const kind = cursor.text[cursor.at] ?? '';
  cursor.at += 1;
  const digits = HEX.get(kind);
  if (digits === undefined) return ESCAPES.get(kind) ?? `\\${kind}`;
  const code = cursor.text.slice(cursor.at, cursor.at + digits);
  if (code.length !== digits || !/^[\dA-Fa-f]+$/.test(code)) throw new NoLiteral();
  const point = Number.parseInt(code, 16);
  if (point > 0x10_ff_ff) throw new NoLiteral();
  cursor.at += digits;
  return String.fromCodePoint(point);
}

function readNumber(cursor: Cursor): number {
  const text = take(cursor, NUMBER);
  // Python refuses a decimal number that begins with 0, such as 0123.
  if (text === undefined || /^[+-]?0[\d_]*[1-9]/.test(text.replace(/[.eExXoObB].*/, ''))) throw new NoLiteral();
  if (/[\w.]/.test(cursor.text[cursor.at] ?? '')) throw new NoLiteral();
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * Number(text.replace(/^[+-]/, '').replaceAll('_', ''));
}

function skipSpace(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}

function takeOne(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}
