import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, it } from 'vitest';

import { patternsOf, written } from '../../scripts/patterns.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('the regular expressions that read what a server wrote', () => {
  it('are all proven to take a time that grows no faster than the text (npm run prove-patterns)', ({ expect }) => {
    const proven = new Set(readFileSync(join(ROOT, 'test/repository/proven-patterns.txt'), 'utf8').split('\n'));
    const patterns = patternsOf(ROOT);

    expect(patterns.length).toBeGreaterThan(100);
    expect(patterns.filter((pattern) => !proven.has(written(pattern)))).toEqual([]);
  });
});
