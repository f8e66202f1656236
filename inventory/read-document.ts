import { LineCounter, parseDocument, visit, type Alias, type Document, type YAMLError } from 'yaml';
import { withoutTrailing } from '../src/model/trim.ts';
import type { InventoryProblem } from '../src/model/failures/input.ts';
import type { DocumentPath } from './document-path.ts';
import { positionOf, type Position } from './positions.ts';
import { shown } from './shown.ts';

/** A YAML text as plain data, with the way back to lines. */
export interface ReadDocument {
  /** `undefined` if the syntax leaves no usable data. */
  readonly data: { readonly value: unknown } | undefined;
  /** What is wrong with the YAML itself. */
  readonly problems: readonly InventoryProblem[];
  readonly position: (path: DocumentPath, at?: 'value' | 'key') => Position | undefined;
}

/**
 * Reads YAML 1.2 (and so JSON). A key repeated in a map is a problem, and the rest of the document is still checked.
 */
export function readDocument(text: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const all = [...document.errors, ...document.warnings];
  // Errors after the first syntax error are usually its consequences.
  const broken = all.filter(({ code }) => code !== 'DUPLICATE_KEY').toSorted((one, other) => one.pos[0] - other.pos[0]);
  const found = broken.length === 0 ? all : broken.slice(0, 1);
  const problems = found.map((error) => problemOf(error, lines, text));
  const position = (path: DocumentPath, at?: 'value' | 'key') => positionOf(document, lines, path, at);
  if (broken.length > 0) {
    return { data: undefined, problems, position };
  }
  try {
    const value: unknown = document.toJS();
    if (!isTooDeep(value)) return { data: { value }, problems, position };
    return { data: undefined, problems: [...problems, tooDeep(aliasPosition(document, lines))], position };
  } catch (error) {
    // Aliases without an anchor, or enough aliases to fill the memory.
    const message = error instanceof Error ? error.message : String(error);
    const problem = {
      rule: 'yaml-alias',
      path: '',
      ...aliasPosition(document, lines),
      found: message,
      expected: undefined,
    };
    return { data: undefined, problems: [...problems, problem], position };
  }
}

function tooDeep({ line = 1, column = 1 }: ReturnType<typeof aliasPosition>): InventoryProblem {
  const found = 'maps and lists inside each other without end';
  return { rule: 'too-deep', path: '', line, column, found, expected: 'an inventory' };
}

/** Position of the first alias without an anchor, or otherwise of the first alias. */
function aliasPosition(
  document: Document,
  lines: LineCounter,
): { line: number | undefined; column: number | undefined } {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_key, alias) => void aliases.push(alias) });
  const culprit = aliases.find((alias) => alias.resolve(document) === undefined) ?? aliases[0];
  const place = culprit?.range ? lines.linePos(culprit.range[0]) : undefined;
  return { line: place?.line, column: place?.col };
}

/** Some messages quote the whole offending text, which may be a private key. */
function messageOf({ message }: YAMLError, text: string): string {
  return text.includes('PRIVATE KEY') ? withoutTrailing(message.split('"', 1)[0] ?? '', ': \n') : message;
}

function duplicateKey(text: string, offset: number): string | undefined {
  const key = /^[^\s:]+/.exec(text.slice(offset))?.[0];
  return key === undefined ? undefined : shown(key);
}

function problemOf(error: YAMLError, lines: LineCounter, text: string): InventoryProblem {
  // A repeated key is reported at the end of the preceding text.
  const [start] = error.pos;
  const offset = start + (/^(?:\s|#.*\n)*/.exec(text.slice(start))?.[0].length ?? 0);
  const { line, col } = lines.linePos(offset);
  const isDuplicate = error.code === 'DUPLICATE_KEY';
  return {
    rule: isDuplicate ? 'duplicate-key' : 'yaml-syntax',
    path: '',
    line,
    column: col,
    found: isDuplicate ? duplicateKey(text, offset) : messageOf(error, text),
    expected: isDuplicate ? 'each key once in a map' : undefined,
  };
}

/** Far more than any inventory needs. A chain of bastions takes one level each. */
const DEEPEST = 64;

/**
 * Whether plain data is nested deeper than any inventory, by a circle (an alias inside its own anchor), or by hundreds
 * of brackets. Later code may then use recursion safely.
 */
export function isTooDeep(data: unknown): boolean {
  // A visited object is not visited again, because aliases can turn a few lines into a tree of millions.
  const depths = new Map<object, number>();
  const visit = (value: unknown, depth: number): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (depth > DEEPEST) return true;
    if ((depths.get(value) ?? -1) >= depth) return false;
    depths.set(value, depth);
    return Object.values(value).some((child) => visit(child, depth + 1));
  };
  return visit(data, 0);
}
