import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** The rooms that read what hosts answer. */
const ROOMS = ['src/cluster', 'src/engine', 'src/facts', 'src/remote'];

/** What has no bound, and what does the same within bounds. */
const UNBOUNDED: readonly (readonly [RegExp, instead: string, ...except: readonly string[]])[] = [
  [/\bJSON\.parse\(/, 'readJson', 'src/remote/read-json.ts'],
  [/\bz\s*\.array\(/, 'listOf'],
  [/\bz\s*\.record\(/, 'textsByName'],
  [/\bsafeParseAsync\(|\bz\s*\.(?:map|set|tuple|lazy)\(/, 'a form that ends at its first problem'],
];

function sourcesOf(room: string): readonly string[] {
  return readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${room}/${name}`);
}

describe('the answers of hosts', () => {
  it.for(UNBOUNDED)('are not read by %s but by %s, which has bounds', ([pattern, , ...except], { expect }) => {
    const files = ROOMS.flatMap(sourcesOf).filter((file) => !except.includes(file));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });
});
