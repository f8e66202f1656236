// Runs the test suite and closes with one plain line counted from the runner's own report.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  /** Why the file could not be loaded. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[] | null;
  }[];
}

/** A line for each failed test, so that whoever keeps only the end of a long output still reads what failed and why. */
function failedLines({ name, status, message, assertionResults }: TestFile): readonly string[] {
  const file = relative(process.cwd(), name);
  const lines = assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => `FAILED ${file}: ${test.fullName}: ${onOneLine(test.failureMessages?.join(' ') ?? '')}`);
  return status === 'failed' && assertionResults.length === 0 ? [`FAILED ${file}: ${onOneLine(message)}`] : lines;
}

function onOneLine(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\s+/gu, ' ').slice(0, 600);
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
for (const line of report.testResults.flatMap(failedLines)) process.stdout.write(`${line}\n`);
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(run.status === 0 && failed === 0 ? 0 : 1);
