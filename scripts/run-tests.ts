// Runs the test suite and closes with one plain line counted from the runner's own report.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const directory = mkdtempSync(join(tmpdir(), 'keyturn-tests-'));
const file = join(directory, 'report.json');
const run = spawnSync(
  join('node_modules', '.bin', 'vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...process.argv.slice(2)],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);

if (!existsSync('/usr/sbin/sshd')) {
  process.stdout.write("left out: the tests through Debian's sshd (install the package openssh-server to run them)\n");
}
if (!existsSync(file)) {
  process.stdout.write('the test runner left no report\n0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
}
const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
rmSync(directory, { recursive: true });
// A file that fails to load has no tests of its own, and must still count.
const brokenFiles = report.testResults.filter(
  (one) => one.status === 'failed' && one.assertionResults.length === 0,
).length;
const counted = report.numFailedTests + brokenFiles;
// A run that could not begin, as when the build fails, has no tests at all, and must still count.
const failed = counted === 0 && run.status !== 0 ? 1 : counted;
const skipped = report.numPendingTests + report.numTodoTests;
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(run.status === 0 && failed === 0 ? 0 : 1);
