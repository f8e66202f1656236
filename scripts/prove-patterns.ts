// `npm run prove-patterns`: proves that each regular expression takes a time that grows no faster than the text, and writes the proven
// ones down. A server decides how long its text is, and a pattern that grows with the square of it hangs keyturn so that not even
// Ctrl-C is heard. The proof takes a minute, so the test only holds that no other pattern is in the source.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { check } from 'recheck';

import { patternsOf, written } from './patterns.ts';

const ROOT = join(import.meta.dirname, '..');
const FILE = join(ROOT, 'test/repository/proven-patterns.txt');

const known = new Set(readFileSync(FILE, { encoding: 'utf8', flag: 'a+' }).split('\n'));
const proven = new Set<string>();
let refused = 0;
for (const pattern of patternsOf(ROOT)) {
  const text = written(pattern);
  if (!proven.has(text) && !known.has(text)) {
    const result = await check(pattern.source, pattern.flags, { timeout: 120_000 });
    if (result.status !== 'safe') {
      refused += 1;
      process.stdout.write(
        `${pattern.file}: ${text} is ${result.status}: ${result.status === 'vulnerable' ? result.complexity.summary : String(result.error)}\n`,
      );
      continue;
    }
  }
  proven.add(text);
}
writeFileSync(FILE, `${[...proven].sort().join('\n')}\n`);
process.stdout.write(`${String(proven.size)} patterns are proven, ${String(refused)} are not\n`);
process.exitCode = refused === 0 ? 0 : 1;
