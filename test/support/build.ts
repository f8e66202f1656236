import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'node_modules/.cache/keyturn-built');

/** The program as it is published: what the tests run as a process. */
export const BUILT_MAIN = join(BUILT, 'src/main.js');

/** Builds it once before all tests; unchanged files are not built again. */
export function setup(): void {
  const emit = ['--noEmit', 'false', '--outDir', BUILT, '--rootDir', ROOT, '--sourceMap', 'false'];
  const again = ['--incremental', '--tsBuildInfoFile', join(BUILT, 'tsbuildinfo')];
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...emit, ...again], { cwd: ROOT, stdio: 'inherit' });
}
