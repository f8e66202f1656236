import { PassThrough } from 'node:stream';
import { describe, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { tellBug, tellFailure } from '../../src/cli/tell-error.ts';

function told() {
  const stderr = new PassThrough();
  stderr.setEncoding('utf8');
  const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, environment: {} };
  return { io, text: () => String(stderr.read()) };
}

describe('colours', () => {
  it.for([
    ['a wrong option', ['status', '--nonsense']],
    ['an inventory that is not there', ['inventory', 'check', '-i', '/nonexistent/hosts.yaml']],
    ['a cluster that cannot be looked for', ['status', '-i', '/nonexistent/hosts.yaml']],
  ] as const)('given %s at a terminal and --no-color, the error has none', async ([, args], { expect }) => {
    const stderr = Object.assign(new PassThrough(), { isTTY: true });
    stderr.setEncoding('utf8');
    const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, environment: { HOME: '/', USER: 'ops' } };
    expect(await runCli([...args, '--no-color'], io)).toBe(2);
    expect(String(stderr.read())).toMatch(/^error: /);
    expect(await runCli(args, io)).toBe(2);
    expect(String(stderr.read())).toContain('\u001B[31m');
  });
});

describe('an error without a reporter', () => {
  it('given an exception, is told as a bug with its place and where to report it, exit code 1', ({ expect }) => {
    const { io, text } = told();
    expect(tellBug(new TypeError('x is undefined'), io)).toBe(1);
    expect(text()).toMatch(/^error: keyturn has a bug: x is undefined\n[\s\S]*TypeError: x[\s\S]*report it/);
  });

  it('given something thrown that is no error, is a bug all the same', ({ expect }) => {
    const { io, text } = told();
    expect(tellBug('text', io)).toBe(1);
    expect(text()).toContain('keyturn has a bug: text');
  });

  it('given a failure, is told with the exit code of its outcome', ({ expect }) => {
    const { io, text } = told();
    expect(tellFailure({ kind: 'nothing-to-resume', cluster: 'prod' }, io)).toBe(3);
    expect(text()).toContain('no unfinished rotation of cluster prod');
  });
});
