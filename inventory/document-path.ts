import { shown } from './shown.ts';

/** Where something is in a document: keys of maps and indexes of lists, from the root. */
export type DocumentPath = readonly (string | number)[];

/** For people: `clusters.prod.servers[1].host`; a key that is no plain word is quoted, a long one shortened. The root is the empty text. */
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

/** The value at a path of plain data; `undefined` where there is none. */
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
