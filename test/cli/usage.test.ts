import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest';
import { eventLineSchema, resultSchema } from '../support/published-schema.ts';
import { runKeyturn } from './run-keyturn.ts';

let home = '';
const file = (name: string): string => join(home, name);

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-cli-'));
  writeFileSync(file('known_hosts'), '');
  const unreachable = [
    'version: 1',
    'clusters:',
    '  prod:',
    '    distribution: rke2',
    `    ssh: {user: ops, port: 1, knownHosts: ${file('known_hosts')}}`,
    '    servers: [{host: 127.0.0.1, name: s1}]',
    '',
  ];
  writeFileSync(file('hosts.yaml'), unreachable.join('\n'));
  writeFileSync(file('bad.yaml'), 'version: 1\nclusters:\n  prod:\n    distribution: rke3\n    severs: []\n');
  writeFileSync(file('not-a-plan.json'), '{}');
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

describe('wrong usage', () => {
  it.for([
    ['no command', [], /^Usage: keyturn[^]*Exit codes: 0 done/],
    ['an unknown command', ['rotat'], /unknown command 'rotat' \(Did you mean rotate\?\)\n.*: keyturn --help\n/],
    ['an unknown option', ['rotate', '-i', 'x', '--forse'], /unknown option '--forse'/],
    ['no inventory', ['rotate'], /--inventory <file>' not specified\n.*keyturn help rotate\n/],
    [
      'a mistyped inventory',
      ['rotate', '--inventry', 'x'],
      /unknown option '--inventry' \(Did you mean --inventory\?\)/,
    ],
    ['no inventory to check', ['inventory', 'check'], /not specified\n.*keyturn inventory check --help\n/],
    ['no directory to simulate in', ['simulate', '--servers', '1'], /--dir <dir>' not specified/],
    ['a strategy that is none', ['rotate', '-i', 'x', '--strategy', 'fast'], /--strategy <name>'.*staged/],
    ['options that exclude each other', ['rotate', '-i', 'x', '--resume', '--adopt'], /cannot be used with/],
    [
      'an age for what goes on anyway',
      ['rotate', '-i', 'x', '--resume', '--if-older-than', '90d'],
      /cannot be used with/,
    ],
    ['a window for a saved plan', ['rotate', '-i', 'x', '--plan', 'p', '--accept-write-window'], /cannot be used with/],
    ['an argument too many', ['status', '-i', 'x', 'y'], /too many arguments/],
    ['a number that is none', ['simulate', '--dir', 'd', '--servers', 'three'], /whole number/],
    ['a group without its command', ['inventory'], /Usage: keyturn inventory/],
    ['an age that is none', ['rotate', '-i', 'x', '--if-older-than', '3 months'], /--if-older-than expects an age/],
    [
      'a dry run with an age that is none',
      ['rotate', '-i', 'x', '--dry-run', '--if-older-than', 'x'],
      /expects an age/,
    ],
    ['an inventory that is not there', ['status', '-i', '/nonexistent/hosts.yaml'], /cannot be read[\s\S]*ENOENT/],
  ] as const)('given %s, is told on stderr, and the exit code is 2', async ([, args, expected], { expect }) => {
    const { code, stdout, stderr } = await runKeyturn(args);
    expect(stderr).toMatch(expected);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('given an invalid inventory, tells every problem with its line, and the exit code is 2', async ({ expect }) => {
    const { code, stderr } = await runKeyturn(['inventory', 'check', '-i', file('bad.yaml')], { home });
    expect(stderr).toContain(`${file('bad.yaml')}:4:`);
    expect(stderr).toContain(`${file('bad.yaml')}:5:`);
    expect(code).toBe(2);
  });

  it('given a file that is no plan, the exit code is 2 and no host was asked', async ({ expect }) => {
    const args = ['rotate', '-i', file('hosts.yaml'), '--plan', file('not-a-plan.json'), '--yes'];
    const { code, stderr } = await runKeyturn(args, { home });
    expect(stderr).toContain('is not a plan that keyturn can apply');
    expect(code).toBe(2);
  });

  it.for([
    ['a plan that is not there', ['--plan', 'nope.json'], 'plan-unreadable'],
    ['an age that is none', ['--if-older-than', '3 months'], 'usage'],
    ['a log file that cannot be written', ['--log-file', '/dev/null/log'], 'file-unwritable'],
  ] as const)('given %s and --output json, stdout is one valid document', async ([, args, kind], { expect }) => {
    const { code, stdout, stderr } = await runKeyturn(
      ['rotate', '-i', file('hosts.yaml'), '--yes', '--output', 'json', ...args],
      { home },
    );
    const document: unknown = JSON.parse(stdout);
    expect(resultSchema.safeParse(document).error?.message).toBeUndefined();
    expect(document).toMatchObject({ exitCode: 2, outcome: { kind: 'usage', failure: { kind } } });
    expect(stderr).toContain('error: ');
    expect(code).toBe(2);
  });

  it('given a plan that is not there, the way to a new one has the inventory that was typed', async ({ expect }) => {
    const { stderr } = await runKeyturn(['rotate', '-i', file('hosts.yaml'), '--plan', 'nope.json'], { home });
    expect(stderr).toContain('The plan nope.json cannot be read\n    reason: no such file or directory (ENOENT)');
    expect(stderr).toContain(`keyturn plan --inventory ${file('hosts.yaml')} --out nope.json`);
  });

  it('given a plan with many problems, the first one is told with its place, and the others are counted', async ({
    expect,
  }) => {
    const args = ['rotate', '-i', file('hosts.yaml'), '--plan', file('not-a-plan.json')];
    const { stderr } = await runKeyturn(args, { home });
    expect(stderr).toMatch(/reason: Invalid input[^\n]* at schema\s+\(and \d+ other problems\)/);
  });

  it('given a log file that cannot be written, the exit code is 2', async ({ expect }) => {
    const log = join(file('hosts.yaml'), 'log');
    const { code, stderr } = await runKeyturn(['status', '-i', file('hosts.yaml'), '--log-file', log], { home });
    expect(stderr).toContain(`The file ${log} cannot be written`);
    expect(code).toBe(2);
  });
});

describe('an inventory with a mistake', () => {
  const HEAD = ['version: 1', 'clusters:', '  prod:', '    distribution: rke2', '    ssh: {user: ops}'];
  const SERVERS = '    servers: [{host: 10.0.0.11}]';

  it.for([
    [
      'the same host twice',
      [...HEAD, '    servers:', '      - {host: 10.0.0.11, name: s1}', '      - {host: 10.0.0.11, name: s2}'],
      'wrong.yaml:8:16: clusters.prod.servers[1].host: found 10.0.0.11 port 22; expected each host once: clusters.prod.servers[0] is the same',
    ],
    [
      'a key file that is not there',
      [...HEAD.slice(0, 4), '    ssh: {user: ops, identityFile: /nonexistent/key}', SERVERS],
      'wrong.yaml:5:36: clusters.prod.ssh.identityFile: found /nonexistent/key: no such file or directory (ENOENT); expected a file that can be read',
    ],
    [
      'a duration that is none',
      [...HEAD, SERVERS, '    timing: {restartDeadline: soon}'],
      'wrong.yaml:7:31: clusters.prod.timing.restartDeadline: found soon; expected a number and ms, s, m, h or d',
    ],
    [
      'a cluster without servers',
      [...HEAD, '    servers: []'],
      'wrong.yaml:6:5: clusters.prod.servers: found an empty list; expected at least one server',
    ],
    [
      'two clusters and no word which one',
      [...HEAD, SERVERS, '  test:', '    distribution: rke2', '    servers: [{host: 10.0.0.12}]'],
      'wrong.yaml has 2 clusters: say which one clusters: prod and test -> Add --cluster, for example: --cluster prod',
    ],
  ] as const)(
    'given %s, says what is wrong and in which line, and the exit code is 2',
    async ([, lines, expected], { expect }) => {
      writeFileSync(file('wrong.yaml'), `${lines.join('\n')}\n`);
      const { code, stdout, stderr } = await runKeyturn(['rotate', '-i', file('wrong.yaml'), '--yes'], { home });
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(expected);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    },
  );
});

describe('an answer that cannot be written', () => {
  it.for([
    ['inventory', 'check', '-i', 'hosts.yaml', '--output', 'json'],
    ['inventory', 'check', '-i', 'hosts.yaml'],
    ['runs'],
    ['--help'],
    ['--version'],
  ])('given a full disk behind stdout, %s %s says so on stderr, exit code 2', async (args, { expect }) => {
    const { code, stderr } = await onFullDisk(args);
    expect(stderr).toContain(
      'error: Standard output cannot be written, and what is there is not complete: no space left',
    );
    expect(code).toBe(2);
  });

  it('given a full disk behind stdout and a refusal, the exit code is that of the refusal', async ({ expect }) => {
    const { code, stderr } = await onFullDisk(['status', '-i', 'hosts.yaml', '--output', 'json']);
    expect(stderr).toContain('cannot be reached');
    expect(stderr).toContain('Standard output cannot be written');
    expect(code).toBe(3);
  });

  function onFullDisk(args: readonly string[]) {
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const words = args.map((word) => (word === 'hosts.yaml' ? file(word) : word));
    return runKeyturn(words, { home, stdout: full });
  }
});

describe('a plan that could not be kept', () => {
  it('given a place that cannot be written, is not begun: no server is asked, and the exit code is 2', async ({
    expect,
  }) => {
    const out = join(file('hosts.yaml'), 'plan.json');
    const { code, stderr } = await runKeyturn(['plan', '-i', file('hosts.yaml'), '--out', out], { home });
    expect(stderr).toContain(`The file ${out} cannot be written`);
    expect(code).toBe(2);
  });
});

describe('commands that reach no host', () => {
  it('given a valid inventory, inventory check prints it with its defaults, exit code 0', async ({ expect }) => {
    const { code, stdout, stderr } = await runKeyturn(['inventory', 'check', '-i', file('hosts.yaml')], { home });
    expect(stdout).toMatch(/s1 +127\.0\.0\.1:1 +ops/);
    expect(stdout).toMatch(/stabilityWindow +30 s/);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('given --output json, inventory check prints one document', async ({ expect }) => {
    const args = ['inventory', 'check', '-i', file('hosts.yaml'), '--output', 'json'];
    const { stdout } = await runKeyturn(args, { home });
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'keyturn.inventory/1', clusters: [{ name: 'prod' }] });
  });

  it('given no runs, runs says where it looked, exit code 0', async ({ expect }) => {
    const { code, stdout } = await runKeyturn(['runs', '--state-dir', file('state')], { home });
    expect(stdout).toBe(`No runs in ${file('state')}.\n`);
    expect(code).toBe(0);
  });

  it('given runs of other clusters only, runs says so', async ({ expect }) => {
    const state = file('other-state');
    mkdirSync(join(state, 'runs/prod/1'), { recursive: true });
    const { code, stdout } = await runKeyturn(['runs', '--state-dir', state, '-c', 'nosuch'], { home });
    expect(stdout).toBe(`No runs of cluster nosuch in ${state}; there are runs of prod.\n`);
    expect(code).toBe(0);
  });

  it('given a run that died before its first line, runs says that it never began', async ({ expect }) => {
    const state = file('dead-state');
    mkdirSync(join(state, 'runs/prod/1'), { recursive: true });
    const { stdout } = await runKeyturn(['runs', '--state-dir', state], { home });
    expect(stdout).toContain('never began');
  });

  it('given a journal with an outcome of another version, runs shows the word, harmless', async ({ expect }) => {
    const state = file('new-state');
    mkdirSync(join(state, 'runs/prod/1'), { recursive: true });
    const record = { kind: 'run-ended', outcome: 'evapo\u001B[2Jrated' };
    const line = { sequence: 0, at: '2026-11-24T02:00:00Z', previous: '0'.repeat(64), record };
    writeFileSync(join(state, 'runs/prod/1/journal.ndjson'), `${JSON.stringify(line)}\n`);
    const { code, stdout } = await runKeyturn(['runs', '--state-dir', state], { home });
    expect(stdout).toMatch(/^ {2}evaporated$/m);
    expect(code).toBe(0);
  });

  it('given runs that cannot be read, runs is an error and not "none"', async ({ expect }) => {
    mkdirSync(file('odd-state'));
    writeFileSync(join(file('odd-state'), 'runs'), '');
    const args = ['runs', '--state-dir', file('odd-state'), '--output', 'json'];
    const { code, stdout, stderr } = await runKeyturn(args, { home });
    expect(stderr).toContain('cannot be read');
    expect(JSON.parse(stdout)).toMatchObject({ outcome: { failure: { kind: 'runs-unreadable' } } });
    expect(code).toBe(3);
  });

  it('given a reader that goes away, ends quietly', async ({ expect }) => {
    const { code, stderr } = await runKeyturn(['--help'], { closeStdout: true });
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('a host that is not reached', () => {
  it.for([['rotate', '--yes'], ['rotate', '--dry-run'], ['plan'], ['status'], ['verify']])(
    'given %s %s, the exit code is 3 and the error names the server',
    async (words, { expect }) => {
      const { code, stderr } = await runKeyturn([...words, '-i', file('hosts.yaml')], { home });
      expect(stderr).toContain('error: Server s1 cannot be reached at');
      expect(code).toBe(3);
    },
  );

  it('given --output ndjson, every line is a valid event and the last one says how it ended', async ({ expect }) => {
    const args = ['rotate', '-i', file('hosts.yaml'), '--yes', '--output', 'ndjson'];
    const { code, stdout, stderr } = await runKeyturn(args, { home });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    for (const line of lines) expect(eventLineSchema.safeParse(line).error?.message).toBeUndefined();
    expect(lines.at(-1)).toMatchObject({ type: 'run-ended', outcome: { kind: 'refused' } });
    expect(stderr).toContain('cannot be reached');
    expect(code).toBe(3);
  });

  it('given --output json, stdout is one valid document', async ({ expect }) => {
    const args = ['rotate', '-i', file('hosts.yaml'), '--yes', '--output', 'json'];
    const { stdout } = await runKeyturn(args, { home });
    const document: unknown = JSON.parse(stdout);
    expect(resultSchema.safeParse(document).error?.message).toBeUndefined();
    expect(document).toMatchObject({ exitCode: 3, outcome: { kind: 'refused', failure: { server: 's1' } } });
  });
});
