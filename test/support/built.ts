import { join } from 'node:path';

/** One for each user: the lab's tests are root's, and run beside the others. */
export const BUILT = join(import.meta.dirname, `../../node_modules/.keyturn-built-${String(process.getuid?.() ?? 0)}`);

/** The program as it is published: what the tests run as a process. */
export const BUILT_MAIN = join(BUILT, 'main.js');

/** The simulator alone, for tests that have simulated clusters in their own process. */
export const BUILT_SIMULATOR = join(BUILT, 'simulator.js');
