import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { buildProgram } from '../../scripts/build.ts';

/** One for each user: the lab's tests are root's, and run beside the others. */
const BUILT = join(import.meta.dirname, `../../node_modules/.keyturn-built-${String(process.getuid?.() ?? 0)}`);

/** The program as it is published: what the tests run as a process. */
export const BUILT_MAIN = join(BUILT, 'main.js');

/** Builds it once before all tests. Another run of tests may start processes of it meanwhile: each file is replaced at once. */
export async function setup(): Promise<void> {
  const unfinished = mkdtempSync(`${BUILT}-unfinished-`);
  try {
    await buildProgram(unfinished);
    for (const entry of readdirSync(unfinished, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const from = join(entry.parentPath, entry.name);
      const to = from.replace(unfinished, BUILT);
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
