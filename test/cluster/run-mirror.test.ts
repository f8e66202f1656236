import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import {
  appendCommand,
  cutCommand,
  mirrorFile,
  newestMirrorCommand,
  readNewestMirror,
  setAsideCommand,
} from '../../src/cluster/run-mirror.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { fakeContext, fakeRunner } from '../support/fake-runner.ts';

const RUN = { cluster: 'prod', runId: '20261124T021500123Z-1a2b3c4d5e6f' };
const SHA = 'a'.repeat(64);
const FILE = `/var/lib/keyturn/runs/prod/${RUN.runId}.ndjson`;
const [ONE, TWO] = ['{"sequence":0}\n', '{"sequence":1}\n'];

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A host with its own /var/lib/keyturn, whose shell and utilities are those of this machine. */
function host() {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-host-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const here = (path: string): string => path.replaceAll('/var/lib/keyturn', directory);
  const run = (command: RemoteCommand, stdin = command.stdin) => {
    const script = 'script' in command.body ? here(command.body.script) : '';
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { input: stdin ?? '', encoding: 'utf8' });
    return { code: status, stdout, stderr };
  };
  return {
    run,
    here,
    append: (before: string, text: string, stdin = text) =>
      run(appendCommand(RUN, { after: sha(before), text }), stdin),
    text: () => readFileSync(here(FILE), 'utf8'),
    names: () => readdirSync(here('/var/lib/keyturn/runs/prod')),
    modeOf: (path: string) => (statSync(here(path)).mode & 0o777).toString(8),
  };
}

describe('the mirror of a journal on a host', () => {
  it('given lines in order, when they are appended, then directories and file are for root only, and no part stays', ({
    expect,
  }) => {
    const { append, text, names, modeOf } = host();
    append('', ONE);
    const second = append(ONE, TWO);

    expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(`^30\n${sha(ONE + TWO)} `) });
    expect(text()).toBe(ONE + TWO);
    expect(names()).toEqual([`${RUN.runId}.ndjson`]);
    expect(['/var/lib/keyturn/runs', '/var/lib/keyturn/runs/prod', FILE].map(modeOf)).toEqual(['700', '700', '600']);
  });

  it.for<readonly [string, string, string]>([
    ['a repeated command', '', ONE],
    ['the lines of another machine of the same length', '{"sequence":9}\n', TWO],
  ])('given %s, when it would append, then the mirror stays as it is, and is told', ([, before, text], { expect }) => {
    const on = host();
    on.append('', ONE);
    const answer = on.append(before, text);

    expect(answer).toMatchObject({ code: 0, stdout: expect.stringMatching(`^15\n${sha(ONE)} `) });
    expect(on.text()).toBe(ONE);
  });

  it('given a connection that breaks in the middle of the text, then nothing of it is appended', ({ expect }) => {
    const { append, text, names } = host();
    append('', ONE);
    const broken = append(ONE, TWO, TWO.slice(0, 7));

    expect(broken.code).toBe(1);
    expect(text()).toBe(ONE);
    expect(names()).toHaveLength(1);
  });

  it.for<readonly [string, (here: (path: string) => string) => void]>([
    ['a link in place of the directory', (here) => symlinkSync('/tmp', here('/var/lib/keyturn/runs'))],
    [
      'a link in place of the file',
      (here) => {
        mkdirSync(here('/var/lib/keyturn/runs/prod'), { recursive: true });
        symlinkSync(here('/var/lib/keyturn/victim'), here(FILE));
      },
    ],
    ['a directory in place of the file', (here) => mkdirSync(here(FILE), { recursive: true })],
  ])('given %s, then root writes and reads nothing there', ([, prepare], { expect }) => {
    const { append, run, here } = host();
    writeFileSync(here('/var/lib/keyturn/victim'), 'as before\n');
    prepare(here);

    expect(append('', ONE)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/symbolic link|regular file/),
    });
    expect(run(newestMirrorCommand('prod'))).toMatchObject({ code: 1, stdout: '' });
    expect(readFileSync(here('/var/lib/keyturn/victim'), 'utf8')).toBe('as before\n');
  });

  it('given mirrors of several runs, when the newest is looked at, then its name, extent and last line are told', ({
    expect,
  }) => {
    const { append, run, here } = host();
    const none = run(newestMirrorCommand('prod')).stdout;
    append('', ONE + TWO);
    for (const name of ['20261123T021500123Z-1a2b3c4d5e6f.ndjson', '20271123T021500123Z-1a2b3c4d5e6f.ndjson.damaged'])
      writeFileSync(here(`/var/lib/keyturn/runs/prod/${name}`), 'x');

    expect(none).toBe('none\n');
    expect(run(newestMirrorCommand('prod')).stdout).toBe(
      `${RUN.runId}.ndjson\n30\n${sha(ONE + TWO)}  ${here(FILE)}\n${TWO}`,
    );
  });

  it('given a last line that a full disk cut, or a damaged mirror, then it is cut or set aside', ({ expect }) => {
    const { append, run, text, names } = host();
    append('', `${ONE}{"seq`);
    run(cutCommand(RUN, ONE.length));
    const cut = text();
    run(setAsideCommand(RUN));

    expect(cut).toBe(ONE);
    expect(names()).toEqual([`${RUN.runId}.ndjson.damaged`]);
  });

  it('given the name of a cluster with a slash, then it is one directory', ({ expect }) => {
    expect(mirrorFile('eu/prod', 'r')).toBe('/var/lib/keyturn/runs/eu%2Fprod/r.ndjson');
  });
});

describe('what a server answers about its newest mirror', () => {
  it.for<readonly [string, string, object]>([
    ['none', 'none\n', { ok: true, value: undefined }],
    ['nothing at all', '', { ok: false, failure: { kind: 'unexpected-output' } }],
    [
      'a mirror',
      `${RUN.runId}.ndjson\n42\n${SHA}  ${FILE}\n{"sequence":1}\n`,
      { ok: true, value: { runId: RUN.runId, bytes: 42, sha256: SHA, lastLine: '{"sequence":1}\n' } },
    ],
    ['a name that leads elsewhere', `../../x.ndjson\n42\n${SHA}  x\n`, { ok: false }],
    ['no size', `${RUN.runId}.ndjson\n\n${SHA}  x\n`, { ok: false }],
    ['no hash', `${RUN.runId}.ndjson\n42\n`, { ok: false }],
  ])('given a server that prints %s, reads it or refuses', async ([, stdout, expected], { expect }) => {
    const runner = fakeRunner([['newest mirrored journal', stdout]]);
    expect(await readNewestMirror(fakeContext(), runner, 'prod')).toMatchObject(expected);
  });
});
