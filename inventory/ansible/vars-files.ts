import { extname, join } from 'node:path';
import type { Files } from './files.ts';
import type { VarsFiles } from './precedence.ts';
import { Unreadable, type Trouble } from './trouble.ts';
import { VAULT_HEADER, type Variable, type Variables } from './variable.ts';
import { fieldsOf, readYamlText, variablesAt } from './yaml-text.ts';

/** group_vars and host_vars, with what was found wrong so far and which files were encrypted as a whole. */
export interface ReadVarsFiles extends VarsFiles {
  readonly troubles: readonly Trouble[];
  /** Files that only a vault password opens. They are left out. */
  readonly encrypted: readonly string[];
}

const EXTENSIONS = ['', '.yml', '.yaml', '.json'];

/** Far more than any inventory has. Links may make circles. */
const MOST_FILES = 500;
const DEEPEST = 16;

/**
 * Reads `group_vars/NAME` and `host_vars/NAME` on demand, as ansible-core 2.14 finds them: the first of a directory or a
 * file without extension, then `.yml`, `.yaml`, `.json`; of a directory every file below, in the order of names.
 */
export function createVarsFiles(directory: string, files: Files): ReadVarsFiles {
  const troubles: Trouble[] = [];
  const encrypted: string[] = [];
  const known = new Map<string, Variables>();
  const read = (folder: string, name: string): Variables => {
    // A name that leads out of the folder is no name of a file there.
    if (name.includes('/') || name === '.' || name === '..') return new Map();
    const path = join(directory, folder, name);
    const variables = known.get(path) ?? readAll(varsFilesAt(path, files));
    known.set(path, variables);
    return variables;
  };
  const readAll = (found: readonly string[]): Variables => {
    const all = new Map<string, Variable>();
    for (const file of found) for (const [name, variable] of readOne(file)) all.set(name, variable);
    return all;
  };
  const readOne = (file: string): Variables => {
    const origin = { file, line: undefined, column: undefined };
    const text = files.read(file);
    if (!text.ok) {
      troubles.push({ rule: 'unreadable-file', origin, found: file, because: text.failure });
      return new Map();
    }
    if (text.value.startsWith(VAULT_HEADER)) {
      encrypted.push(file);
      return new Map();
    }
    try {
      const document = readYamlText(file, text.value);
      if (document.value === null) return new Map();
      const fields = fieldsOf(document.value);
      if (fields === undefined) {
        throw new Unreadable({ rule: 'wrong-type', origin: document.origin([]), expected: 'a map of variables' });
      }
      return variablesAt(document, [], fields);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      troubles.push(error.trouble);
      return new Map();
    }
  };
  return {
    group: (name) => read('group_vars', name),
    host: (name) => read('host_vars', name),
    troubles,
    encrypted,
  };
}

function varsFilesAt(path: string, files: Files): readonly string[] {
  for (const extension of EXTENSIONS) {
    const kind = files.kind(`${path}${extension}`);
    if (kind === 'file') return [`${path}${extension}`];
    if (kind === 'directory') return filesBelow(`${path}${extension}`, files, 0).slice(0, MOST_FILES);
  }
  return [];
}

function filesBelow(directory: string, files: Files, depth: number): readonly string[] {
  if (depth > DEEPEST) return [];
  return files.list(directory).flatMap((name) => {
    if (name.startsWith('.') || name.endsWith('~')) return [];
    const path = join(directory, name);
    const extension = extname(name);
    const kind = files.kind(path);
    if (kind === 'directory') return extension === '' ? filesBelow(path, files, depth + 1) : [];
    return kind === 'file' && EXTENSIONS.includes(extension) ? [path] : [];
  });
}
