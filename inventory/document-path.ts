import { shown } from './shown.ts';

/** The path of a value in a document, as keys of maps and indexes of lists, from the root. */
export type DocumentPath = readonly (string | number)[];

/**
 * A readable path, as `clusters.prod.servers[1].host`. A key that is not a plain word is quoted, and a long key is
 * shortened. The root is the empty text.
 */
export function pathText(path: DocumentPath): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') {
      text += `[${segment}]`;
    } else if (/^[\w-]{1,60}$/.test(segment)) {
      text += text === '' ? segment : `.${segment}`;
    } else {
      text += `[${JSON.stringify(shown(segment))}]`;
    }
  }
  return text;
}

/** The value at a path of plain data, or `undefined` if absent. */
export function valueAt(data: unknown, path: DocumentPath): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) {
      return undefined;
    }
    value = (value as Readonly<Record<string | number, unknown>>)[segment];
  }
  return value;
}
