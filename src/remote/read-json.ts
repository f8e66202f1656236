import { failed, success, type Result } from '../model/result.ts';
import { JSON_DEPTH, JSON_VALUES, type Exceeded } from './answer-bounds.ts';

const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Reads JSON of a host. Nothing else may parse what a host says, because a few megabytes of JSON can become gigabytes
 * of objects. Depth and values are counted before, in one pass over the text.
 */
export function readJson(text: string): Result<unknown, Exceeded | 'malformed'> {
  const exceeded = exceededBy(text);
  if (exceeded !== undefined) return failed(exceeded);
  try {
    return success(JSON.parse(text) as unknown);
  } catch {
    return failed('malformed');
  }
}

/** The bound that a text exceeds as JSON. A text that is no JSON may have any answer. */
function exceededBy(text: string): Exceeded | undefined {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        values += 1;
        if (depth > JSON_DEPTH) return { bound: 'json-depth', limit: JSON_DEPTH };
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case COMMA:
        values += 1;
        break;
      default:
    }
    if (values > JSON_VALUES) return { bound: 'json-values', limit: JSON_VALUES };
  }
  return undefined;
}

/** The position of the quote that ends the string begun at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}
