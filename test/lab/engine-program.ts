import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'rolldown';

import { TREE } from './layout.ts';

/**
 * The stand-in for the engine as one file: hosts start its command line hundreds of times in a rotation, and reading some sixty files of
 * TypeScript one by one took four times as long as what it then does.
 */
export async function buildEngine(directory: string): Promise<void> {
  await build({
    cwd: TREE,
    input: 'test/lab/engine/main.ts',
    platform: 'node',
    logLevel: 'warn',
    output: { dir: directory, format: 'esm' },
  });
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n');
}
