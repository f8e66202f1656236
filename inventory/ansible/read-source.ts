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
  const all = isDirectory ? filesIn(path, files, 0) : [path];
  for (const file of all.slice(0, MOST_FILES)) {
    const trouble = readFile(builder, file, files);
    if (trouble !== undefined) troubles.push(trouble);
  }
  if (all.length > MOST_FILES) {
    // Servers of the files left out would be missing from the cluster without a word.
    troubles.push({
      rule: 'too-many-files',
      origin: { file: path, line: undefined, column: undefined },
      found: `${all.length} files`,
      expected: `at most ${MOST_FILES} files`,
    });
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
      const kind = files.kind(path);
      if (kind === 'directory') return filesIn(path, files, depth + 1);
      // Reading a FIFO waits for a writer that may never come. A link that leads nowhere is still reported.
      return kind === 'other' ? [] : [path];
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
