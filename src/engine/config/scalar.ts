import { failed, success, type Result } from '../../model/result.ts';
import type { UnreadableForm } from '../../model/facts.ts';

/** A value in a configuration file, which is empty, one text, or a list. */
export type Written = readonly string[] | string | undefined;

const DOUBLE = /^"([^"\\]*)"(?:\s+#.*)?$/;
const SINGLE = /^'([^']*)'(?:\s+#.*)?$/;
const LIST = /^\[(.*)\](?:\s+#.*)?$/;
const LIST_ITEM = /\s*("[^"\\]*"|'[^']*'|[^"',[\]{}]+?)\s*(?:,|$)/y;

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
  const plain = text.replace(/\s+#.*$/, '').trim();
  if (YES.test(plain)) return success('true');
  if (NO.test(plain)) return success('false');
  if (NOTHING.test(plain)) return success('');
  if (!INTEGER.test(plain) && OTHER_NUMBER.test(plain)) return failed('number');
  return success(plain);
}

function listOf(text: string): Result<Written, UnreadableForm> {
  const inner = LIST.exec(text)?.[1]?.trim();
  if (inner === undefined) return failed('several-lines');
  const items: string[] = [];
  for (LIST_ITEM.lastIndex = 0; LIST_ITEM.lastIndex < inner.length;) {
    const item = LIST_ITEM.exec(inner)?.[1];
    if (item === undefined) return failed('flow');
    const parsed = parseScalar(item);
    if (!parsed.ok) return parsed;
    items.push(parsed.value);
  }
  return success(items);
}
