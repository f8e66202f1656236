import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { commandTree, everyCommand } from '../../src/cli/completion/command-tree.ts';
import { createProgram } from '../../src/cli/program.ts';

const PAGE = join(import.meta.dirname, '../..', manifest.man);
const mandoc = (...args: readonly string[]): string => execFileSync('mandoc', [...args, PAGE], { encoding: 'utf8' });

describe.runIf(existsSync('/usr/bin/mandoc'))('the manual page of the package, read by mandoc', () => {
  it('has no mistake but the date, which it has not', ({ expect }) => {
    let found = '';
    try {
      mandoc('-T', 'lint', '-W', 'warning');
    } catch (error) {
      found = (error as { readonly stdout: string }).stdout;
    }
    expect(found.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
  });

  it('shows every command with every option', ({ expect }) => {
    const nowhere = new PassThrough();
    const io = { stdin: nowhere, stdout: nowhere, stderr: nowhere, environment: {} };
    const commands = everyCommand(commandTree(createProgram({ io, exitCode: 0, keepsExitCode: false })));
    const wanted = commands
      .filter(({ path }) => path.at(-1) !== 'help')
      .flatMap(({ path, options }) => [
        ['keyturn', ...path].join(' '),
        ...options.map(({ flags }) => flags.join(', ')),
      ]);
    const shown = withoutOverprinting(mandoc('-T', 'ascii', '-O', 'width=200'));
    expect(wanted.length).toBeGreaterThan(100);
    expect(wanted.filter((text) => !shown.includes(text))).toEqual([]);
  });
});

/** A bold letter is printed, gone back over and printed again. */
function withoutOverprinting(text: string): string {
  return text
    .split('\b')
    .map((part, index, parts) => (index === parts.length - 1 ? part : part.slice(0, -1)))
    .join('');
}
