import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = ['*.md', 'docs/**/*.md'].flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
const ROOMS = ['src', 'machines', 'inventory', 'test', 'scripts', 'docs'];

/** Something that a document leads its reader to. */
interface Lead {
  readonly document: string;
  readonly to: string;
}

/** Links to other files of the repository, as `[words](path)`. */
function links(): readonly Lead[] {
  return DOCUMENTS.flatMap((document) =>
    [...readFileSync(join(ROOT, document), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, to = '']) => ({ document, to }))
      .filter(({ to }) => !/^[a-z]+:/.test(to)),
  );
}

/** Files and folders named in backticks by their path from the root. */
function paths(): readonly Lead[] {
  const named = new RegExp(`\`((?:${ROOMS.join('|')})/[\\w./-]+)\``, 'g');
  return DOCUMENTS.flatMap((document) =>
    [...readFileSync(join(ROOT, document), 'utf8').matchAll(named)].map(([, to = '']) => ({ document, to })),
  );
}

describe('what the documents lead to', () => {
  it('is there, for each link', ({ expect }) => {
    const broken = links().filter(({ document, to }) => !existsSync(join(ROOT, dirname(document), to)));

    expect(links().length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });

  it('is there, for each path in backticks', ({ expect }) => {
    const broken = paths().filter(({ to }) => !existsSync(join(ROOT, to)));

    expect(paths().length).toBeGreaterThan(40);
    expect(broken).toEqual([]);
  });
});
