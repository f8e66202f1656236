import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { build } from 'rolldown';

import { buildProgram } from '../../scripts/build.ts';
import { BUILT } from './built.ts';

/** Builds both once before all tests. Another run of tests may start processes of it meanwhile: each file is replaced at once. */
export async function setup(): Promise<void> {
  const unfinished = mkdtempSync(`${BUILT}-unfinished-`);
  try {
    await buildProgram(unfinished);
    await buildSimulator(unfinished);
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

/** In one file: each of some fifty test files would load a hundred of the source. */
async function buildSimulator(directory: string): Promise<void> {
  await build({
    input: join(import.meta.dirname, '../../src/simulator/simulate.ts'),
    external: ['ssh2'],
    platform: 'node',
    logLevel: 'warn',
    output: { file: join(directory, 'simulator.js'), format: 'esm', codeSplitting: false },
  });
}
