import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['src', 'machines', 'inventory', 'scripts', 'test'].map((room) => `${room}/**/*.ts`);
/** Where a document that a comment names is looked for. */
const PLACES = ['docs/facts', 'docs', '.'];

/** Documents that comments name, with the file that does. */
function cited(): readonly string[] {
  return SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).flatMap((file) => {
    const comments = readFileSync(join(ROOT, file), 'utf8').match(/^\s*(?:\/?\*|\/\/).*$/gm) ?? [];
    const names = comments.flatMap((line) => line.match(/\b[a-z-]+\.md\b/gi) ?? []);
    return names.map((name) => `${file}: ${name}`);
  });
}

describe('the documents that comments cite', () => {
  it('are all in the repository, so that a stranger can read them', ({ expect }) => {
    const all = cited();
    const missing = all.filter(
      (line) => !PLACES.some((place) => existsSync(join(ROOT, place, line.split(': ')[1] ?? ''))),
    );
    expect(all.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});
