import { failed, success, type Result } from '../../model/result.ts';
import type { UnreadableForm } from '../../model/facts.ts';

/** A value in a configuration file, which is empty, one text, or a list. */
export type Written = readonly string[] | string | undefined;

const DOUBLE = /^"([^"\\]*)"(?:\s+#.*)?$/;
const SINGLE = /^'([^']*)'(?:\s+#.*)?$/;

/** Words without quotes, as the engine's YAML library reads them (yaml.v2, which is YAML 1.1). */
const YES = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const NO = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NOTHING = /^(?:~|null|Null|NULL)?$/;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
/**
 * Numbers that the library prints differently from their written form, such as `0x10`, `010`, `1_000`, `1e3`, `1.10`.
 */
const OTHER_NUMBER =
  /^[-+]?(?:0[xob]?[\da-fA-F_]+|[\d_]+|[\d_]*\.[\d_]+(?:[eE][-+]?\d+)?|[\d_]+\.?(?:[eE][-+]?\d+)|[\d_]+\.|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Reads the text after a key. Fails with the form that cannot be read with certainty. */
export function parseWritten(text: string): Result<Written, UnreadableForm> {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return success(undefined);
  if (trimmed.startsWith('[')) return listOf(trimmed);
  const one = parseScalar(trimmed);
  return one.ok ? success(NOTHING.test(trimmed) ? undefined : one.value) : one;
}

/** Reads one value. */
export function parseScalar(text: string): Result<string, UnreadableForm> {
  const [start = ''] = text;
  if (start === '"' || start === "'") {
    const inner = (start === '"' ? DOUBLE : SINGLE).exec(text)?.[1];
    return inner === undefined ? failed('escape') : success(inner.trim());
  }
  if ('&*!<'.includes(start)) return failed('anchor');
  if ('|>'.includes(start)) return failed('several-lines');
  if ('{}[]%@`,'.includes(start)) return failed('flow');
  const plain = withoutComment(text).trim();
  if (YES.test(plain)) return success('true');
  if (NO.test(plain)) return success('false');
  if (NOTHING.test(plain)) return success('');
  if (!INTEGER.test(plain) && OTHER_NUMBER.test(plain)) return failed('number');
  return success(plain);
}

/** `text` up to the first `#` that follows a blank. */
function withoutComment(text: string): string {
  for (let at = text.indexOf('#', 1); at > 0; at = text.indexOf('#', at + 1)) {
    if (BLANK.test(text.charAt(at - 1))) return text.slice(0, at);
  }
  return text;
}

const BLANK = /^\s$/;
/** Ends an item without quotes. */
const MARK = /["',[\]{}]/g;

/** A list on one line. The text is read once, from left to right. */
function listOf(text: string): Result<Written, UnreadableForm> {
  if (!text.includes(']')) return failed('several-lines');
  const items: string[] = [];
  let at = 1;
  for (;;) {
    while (BLANK.test(text.charAt(at))) at += 1;
    if (text.charAt(at) === ']') return isOver(text.slice(at + 1)) ? success(items) : failed('several-lines');
    const end = endOfItem(text, at);
    if (end === undefined) return failed('flow');
    const item = parseScalar(text.slice(at, end).trim());
    if (!item.ok) return item;
    items.push(item.value);
    for (at = end; BLANK.test(text.charAt(at));) at += 1;
    if (text.charAt(at) === ',') at += 1;
    else if (text.charAt(at) !== ']') return failed('flow');
  }
}

/** Where the item at `start` ends, or `undefined` for a form that is not read. */
function endOfItem(text: string, start: number): number | undefined {
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, start + 1);
    const escaped = quote === '"' && text.slice(start, close).includes('\\');
    return close < 0 || escaped ? undefined : close + 1;
  }
  MARK.lastIndex = start;
  const end = MARK.exec(text)?.index;
  return end === undefined || end === start ? undefined : end;
}

/** Nothing but a comment follows. */
function isOver(rest: string): boolean {
  return withoutComment(` ${rest}`).trim() === '' && (rest === '' || BLANK.test(rest.charAt(0)));
}
