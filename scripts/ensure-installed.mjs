// Runs before `npm test` and `npm run demo`, so that each works alone straight after a clone.
// Plain JavaScript without dependencies: it must run on whatever Node the machine has.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lock = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const installed = join(modules, '.package-lock.json');
const runtime = join(modules, '.bin', 'node');

const isCurrent = existsSync(installed) && existsSync(runtime) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
if (!isCurrent) {
  // npm ci empties node_modules first, and through a link that would be the directory of another tree.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    process.stderr.write(
      'keyturn: node_modules is a symbolic link and not up to date; remove the link or install where it leads\n',
    );
    process.exit(1);
  }
  process.stderr.write('keyturn: installing the packages of package-lock.json\n');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    process.stderr.write('keyturn: npm ci failed (see above); run it by hand, then try again\n');
    process.exit(result.status ?? 1);
  }
}
