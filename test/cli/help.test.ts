import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { createProgram } from '../../src/cli/program.ts';
import { EXIT_CODES } from '../../src/model/outcome.ts';
import { runKeyturn } from './run-keyturn.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('help', () => {
  it.for([
    ['--help', 'Usage: keyturn [options] [command]'],
    ['help', 'Usage: keyturn [options] [command]'],
    ['rotate --help', 'Usage: keyturn rotate [options]'],
    ['help plan', 'Usage: keyturn plan [options] [command]'],
    ['inventory check --help', 'Usage: keyturn inventory check [options]'],
    ['demo -h', 'Usage: keyturn demo [options]'],
  ] as const)('given %s, is on stdout, exit code 0', async ([words, first], { expect }) => {
    const { code, stdout, stderr } = await runKeyturn(words.split(' '));
    expect(stdout.split('\n')[0]).toBe(first);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it.for(['--version', '-v', '-V'])('given %s, prints the version of the package alone', async (flag, { expect }) => {
    expect(await runKeyturn([flag])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('given the command version, says what it runs on, too', async ({ expect }) => {
    const { code, stdout } = await runKeyturn(['version']);
    expect(stdout).toBe(
      `keyturn ${manifest.version}\nNode ${process.versions.node}, ${process.platform} ${process.arch}\n`,
    );
    expect(code).toBe(0);
  });

  it('given the program, its help names every exit code', ({ expect }) => {
    const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), environment: {} };
    const written: string[] = [];
    io.stdout.setEncoding('utf8').on('data', (text: string) => written.push(text));
    createProgram({ io, exitCode: 0, keepsExitCode: false }).outputHelp();
    const codes = new Set(Object.values(EXIT_CODES).map(({ code }) => code));
    for (const code of codes) expect(written.join('')).toMatch(new RegExp(`(?:Exit codes:|,)\\s${code} `));
  });
});

describe('help on a narrow terminal', () => {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const io = { stdin: new PassThrough(), stdout, stderr: new PassThrough(), environment: {} };
  const program = createProgram({ io, exitCode: 0, keepsExitCode: false });
  const isLong = (line: string): boolean => line.length > 80;

  it('given 80 columns, breaks no word of the options and commands of any command', ({ expect }) => {
    const helpsOf = (command: Command): readonly string[] => [
      command.helpInformation(),
      ...command.commands.flatMap(helpsOf),
    ];
    const lines = helpsOf(program).join('').split('\n');

    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter(isLong)).toEqual([]);
  });

  it('given 80 columns, has examples and exit codes within them', ({ expect }) => {
    const written: string[] = [];
    stdout.setEncoding('utf8').on('data', (text: string) => written.push(text));

    program.outputHelp();

    const lines = written.join('').split('\n');
    expect(lines).toContain('      the same line every day, from any scheduler');
    expect(lines.filter(isLong)).toEqual([]);
  });
});

describe('the start of the command line', () => {
  it('loads nothing but the command tree, so that --help is quick', ({ expect }) => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, typeOnly, to] of readFileSync(file, 'utf8').matchAll(
        /^(?:import|export)\s+(type\s+)?[^;']*?from '([^']+)'/gm,
      )) {
        if (typeOnly !== undefined || to === undefined) continue;
        if (to.startsWith('.')) visit(join(dirname(file), to));
        else packages.add(to);
      }
    };
    visit(join(ROOT, 'src/main.ts'));
    visit(join(ROOT, 'src/cli/run-cli.ts'));
    const rooms = new Set([...seen].map((file) => relative(ROOT, file).split('/').slice(0, 2).join('/')));
    expect([...rooms].sort()).toEqual(['src/cli', 'src/main.ts', 'src/model']);
    expect([...packages]).toEqual(['commander']);
  });
});
