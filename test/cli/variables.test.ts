import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, type CommanderError, Option } from 'commander';
import { describe, it, onTestFinished } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { repeated, wholeNumber } from '../../src/cli/options.ts';
import { applyVariables, variableOf } from '../../src/cli/variables.ts';
import { runKeyturn } from './run-keyturn.ts';

/** The options that a small program understands from a line and variables, or the text of its usage error. */
function understood(line: string, environment: NodeJS.ProcessEnv): unknown {
  let options: unknown;
  const program = new Command('tool')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .option('--log-level <level>')
    .hook('preAction', (_, acting) => applyVariables(acting, environment));
  program
    .command('act')
    .option('--quiet')
    .option('-y, --yes')
    .option('--servers <n>', 'how many', wholeNumber, 3)
    .option('--window <when>', 'may be repeated', repeated)
    .addOption(new Option('--form <form>').choices(['long', 'short']).default('long'))
    .addOption(new Option('--plan <file>').conflicts(['strategy', 'dryRun']))
    .addOption(new Option('--strategy <name>'))
    .addOption(new Option('--dry-run'))
    .action((_, command: Command) => {
      options = command.optsWithGlobals();
    });
  try {
    program.parse(['act', ...line.split(' ').filter((word) => word !== '')], { from: 'user' });
  } catch (error) {
    return (error as CommanderError).message;
  }
  return options;
}

const DEFAULTS = { servers: 3, form: 'long' };

describe('variables for options', () => {
  it.for<readonly [string, string, NodeJS.ProcessEnv, object]>([
    ['no variable', '', {}, {}],
    ['a variable for a value', '', { KEYTURN_SERVERS: '5' }, { servers: 5 }],
    ['a variable and the typed option', '--servers 1', { KEYTURN_SERVERS: '5' }, { servers: 1 }],
    ['an empty variable', '', { KEYTURN_SERVERS: '' }, {}],
    ['a variable of the program', '', { KEYTURN_LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    ['a flag switched on', '', { KEYTURN_QUIET: 'true' }, { quiet: true }],
    ['a flag switched on by a number', '', { KEYTURN_QUIET: '1' }, { quiet: true }],
    ['a flag switched off', '', { KEYTURN_QUIET: 'False' }, {}],
    [
      'several values',
      '',
      { KEYTURN_WINDOW: 'Sat 22:00-04:00; Sun 01:00-03:00;' },
      { window: ['Sat 22:00-04:00', 'Sun 01:00-03:00'] },
    ],
    ['a typed value where several may be', '--window Mon', { KEYTURN_WINDOW: 'Sat' }, { window: ['Mon'] }],
    ['a variable that nothing may be confirmed with', '', { KEYTURN_YES: 'true' }, {}],
    ['a variable that a typed option excludes', '--plan p', { KEYTURN_STRATEGY: 'auto' }, { plan: 'p' }],
    ['a variable that excludes a typed option', '--strategy auto', { KEYTURN_PLAN: 'p' }, { strategy: 'auto' }],
  ])('given %s, the options are those that are meant', ([, line, environment, options], { expect }) => {
    expect(understood(line, environment)).toEqual({ ...DEFAULTS, ...options });
  });

  it.for<readonly [string, string, NodeJS.ProcessEnv, RegExp]>([
    ['a number that is none', '', { KEYTURN_SERVERS: 'three' }, /KEYTURN_SERVERS: 'three' .* whole number/],
    ['a word that is no choice', '', { KEYTURN_FORM: 'wide' }, /KEYTURN_FORM: 'wide' .* long, short/],
    ['a flag that is neither on nor off', '', { KEYTURN_QUIET: 'maybe' }, /KEYTURN_QUIET: .* true or false/],
    [
      'two that exclude each other',
      '',
      { KEYTURN_PLAN: 'p', KEYTURN_STRATEGY: 's' },
      /KEYTURN_STRATEGY: cannot .* KEYTURN_PLAN/,
    ],
    [
      'a dry run beside what cannot be tried',
      '--plan p',
      { KEYTURN_DRY_RUN: '1' },
      /KEYTURN_DRY_RUN: cannot .* --plan/,
    ],
  ])('given %s, the error names the variable', ([, line, environment, expected], { expect }) => {
    expect(understood(line, environment)).toMatch(expected);
  });

  it('given the options that confirm a danger or skip a question, none has a variable', ({ expect }) => {
    const stream = process.stdout;
    const io = { stdin: process.stdin, stdout: stream, stderr: stream, environment: {} };
    const all = (command: Command): readonly Option[] => [...command.options, ...command.commands.flatMap(all)];
    const typedOnly = all(createProgram({ io, exitCode: 0, keepsExitCode: false })).filter(
      (option) => variableOf(option) === undefined,
    );
    expect([...new Set(typedOnly.map((option) => option.long ?? option.flags))].sort()).toEqual([
      '--accept-host-key',
      '--accept-write-window',
      '--adopt',
      '--confirm-cluster',
      '--no-color',
      '--resume',
      '--undo',
      '--version',
      '--without',
      '--yes',
      '-V',
    ]);
  });
});

describe('variables of the command', () => {
  it('given them alone, the command has what it needs, and a wrong value is named by its variable, exit code 2', async ({
    expect,
  }) => {
    const home = mkdtempSync(join(tmpdir(), 'keyturn-variables-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const inventory = join(home, 'hosts.yaml');
    writeFileSync(
      inventory,
      'version: 1\nclusters: {prod: {distribution: rke2, ssh: {user: ops, knownHosts: hosts.yaml}, servers: [{host: 10.0.0.1}]}}\n',
    );

    const checked = await runKeyturn(['inventory', 'check'], {
      home,
      environment: { KEYTURN_INVENTORY: inventory, KEYTURN_OUTPUT: 'json' },
    });
    const age = await runKeyturn(['ensure'], {
      home,
      environment: { KEYTURN_INVENTORY: inventory, KEYTURN_MAX_AGE: '3 months' },
    });
    const form = await runKeyturn(['status'], { home, environment: { KEYTURN_OUTPUT: 'ndjson' } });

    expect(checked, checked.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(checked.stdout)).toMatchObject({ clusters: [{ name: 'prod' }] });
    expect(age).toMatchObject({ code: 2 });
    expect(age.stderr).toContain('KEYTURN_MAX_AGE expects an age such as 90d or 12h, not 3 months');
    expect(form).toMatchObject({ code: 2 });
    expect(form.stderr).toContain('KEYTURN_OUTPUT');
  });
});
