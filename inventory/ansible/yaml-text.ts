import { LineCounter, parseDocument, type ScalarTag } from 'yaml';
import type { DocumentPath } from '../document-path.ts';
import { isTooDeep } from '../read-document.ts';
import { positionOf } from '../positions.ts';
import { Unreadable } from './trouble.ts';
import { VAULTED, VAULT_HEADER, type Origin, type Variable, type Variables } from './variable.ts';

/** A YAML file of Ansible as plain data, with the way back to lines. */
export interface YamlText {
  readonly value: unknown;
  readonly origin: (path: DocumentPath, at?: 'value' | 'key') => Origin;
}

/** Only texts can be encrypted one by one. */
const TAGS: ScalarTag[] = ['!vault', '!vault-encrypted'].map((tag) => ({ tag, resolve: () => VAULTED }));

/** Other tags of Ansible that change nothing in a text. */
const UNSAFE: ScalarTag = { tag: '!unsafe', resolve: (text: string) => text };

/**
 * Reads YAML 1.1 as Ansible does, where `yes` and `on` are true, `<<` merges, and the last of repeated keys counts.
 * Throws `Unreadable` for broken syntax, for endless nesting, and for a file that Ansible Vault encrypted.
 */
export function readYamlText(file: string, text: string): YamlText {
  if (text.startsWith(VAULT_HEADER)) {
    throw new Unreadable({ rule: 'vaulted', origin: { file, line: 1, column: 1 }, found: 'an encrypted file' });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter: lines,
    customTags: (tags) => [...tags, ...TAGS, UNSAFE],
  });
  const origin = (path: DocumentPath, at?: 'value' | 'key'): Origin => ({
    file,
    line: undefined,
    column: undefined,
    ...positionOf(document, lines, path, at),
  });
  const broken = document.errors.toSorted((one, other) => one.pos[0] - other.pos[0])[0];
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    const found = text.includes('PRIVATE KEY') ? broken.code : broken.message;
    throw new Unreadable({ rule: 'yaml-syntax', origin: { file, line, column: col }, found });
  }
  const value = plain(document, file);
  if (isTooDeep(value)) {
    throw new Unreadable({
      rule: 'too-deep',
      origin: origin([]),
      found: 'maps and lists inside each other without end',
    });
  }
  return { value, origin };
}

function plain(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases without an anchor, or enough aliases to fill the memory.
    const found = error instanceof Error ? error.message : String(error);
    throw new Unreadable({ rule: 'yaml-alias', origin: { file, line: undefined, column: undefined }, found });
  }
}

/** The own fields of a map, or `undefined` for anything else. */
export function fieldsOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? Object.entries(value)
    : undefined;
}

/** The variables of a map at a path. */
export function variablesAt(
  { origin }: YamlText,
  path: DocumentPath,
  fields: readonly (readonly [string, unknown])[],
): Variables {
  return new Map(
    fields.map(([name, value]): readonly [string, Variable] => [
      name,
      {
        value,
        origin: origin([...path, name], 'key'),
        within: (inner, at) => origin([...path, name, ...inner], at),
      },
    ]),
  );
}
