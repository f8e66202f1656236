import { dirname, extname, join } from 'node:path';
import { recognise } from '../recognise.ts';
import type { Files } from './files.ts';
import { readIni } from './read-ini.ts';
import { readYaml } from './read-yaml.ts';
import { createTree, type Tree, type TreeBuilder } from './tree.ts';
import type { Trouble } from './trouble.ts';

/** What the files of an inventory say, and where group_vars and host_vars are. */
export interface Source {
  readonly tree: Tree;
  readonly troubles: readonly Trouble[];
  readonly directory: string;
}

/** What ansible-core 2.14 leaves out of a directory (`INVENTORY_IGNORE_EXTS`), `.ini` too. */
const IGNORED =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.ini|\.cfg|\.retry)$/;
const DEEPEST = 16;
const MOST_FILES = 500;

/** Reads a file, or every file of a directory in the order of names. */
export function readSource(path: string, files: Files): Source {
  const builder = createTree();
  const troubles: Trouble[] = [];
  const isDirectory = files.kind(path) === 'directory';
  for (const file of isDirectory ? filesIn(path, files, 0).slice(0, MOST_FILES) : [path]) {
    const trouble = readFile(builder, file, files);
    if (trouble !== undefined) troubles.push(trouble);
  }
  return { tree: builder.tree, troubles, directory: isDirectory ? path : dirname(path) };
}

function filesIn(directory: string, files: Files, depth: number): readonly string[] {
  if (depth > DEEPEST) return [];
  return files
    .list(directory)
    .filter((name) => !IGNORED.test(name))
    .flatMap((name) => {
      const path = join(directory, name);
      return files.kind(path) === 'directory' ? filesIn(path, files, depth + 1) : [path];
    });
}

function readFile(builder: TreeBuilder, file: string, files: Files): Trouble | undefined {
  const origin = { file, line: undefined, column: undefined };
  const text = files.read(file);
  if (!text.ok) return { rule: 'unreadable-file', origin, found: file, because: text.failure };
  const form = recognise(file, text.value, files.isExecutable(file));
  switch (form.kind) {
    case 'foreign':
      return { rule: 'not-an-inventory', origin, found: form.what, expected: 'an Ansible inventory in INI or YAML' };
    case 'ansible-ini':
      return readIni(builder, file, text.value);
    default:
      return extname(file) === '' && form.kind === 'keyturn'
        ? readIni(builder, file, text.value)
        : readYaml(builder, file, text.value);
  }
}
