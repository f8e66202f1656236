import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
} from 'yaml';
import type { DocumentPath } from './document-path.ts';

/** Lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Position of a path in the YAML text. A scalar is at its value, a map or list at its key, and a missing value at its
 * container. `key` asks for the position of the last segment's key.
 */
export function positionOf(
  document: Document,
  lines: LineCounter,
  path: DocumentPath,
  at: 'value' | 'key' = 'value',
): Position | undefined {
  let node: unknown = document.contents;
  // An empty document has no node, so everything is missing at its beginning.
  let offset: number | undefined = startOf(node) ?? 0;
  for (const [index, segment] of path.entries()) {
    const child = childOf(document, node, segment);
    if (child === undefined) {
      break;
    }
    const wantsKey = at === 'key' && index === path.length - 1;
    node = isPair(child) ? child.value : child;
    offset = isPair(child) && (wantsKey || !isScalar(node)) ? startOf(child.key) : startOf(node);
  }
  if (offset === undefined) {
    return undefined;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function childOf(document: Document, parent: unknown, segment: string | number): Node | Pair | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(node)) {
    // The last of several repeated keys counts, as in the data.
    return node.items.findLast((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === String(segment));
  }
  const item = isSeq(node) && typeof segment === 'number' ? node.items[segment] : undefined;
  return isNode(item) ? item : undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
