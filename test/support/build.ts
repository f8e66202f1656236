import { join } from 'node:path';

import { buildProgram } from '../../scripts/build.ts';

const BUILT = join(import.meta.dirname, '../../node_modules/.cache/keyturn-built');

/** The program as it is published: what the tests run as a process. */
export const BUILT_MAIN = join(BUILT, 'main.js');

/** Builds it once before all tests. */
export async function setup(): Promise<void> {
  await buildProgram(BUILT);
}
