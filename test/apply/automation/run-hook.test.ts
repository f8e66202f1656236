import { describe, it } from 'vitest';

import { hookEnvironment, runHook } from '../../../src/apply/automation/run-hook.ts';
import type { HookInput } from '../../../src/model/hook-input.ts';

const INPUT: HookInput = {
  schema: 'keyturn.hook/1',
  hook: 'before-restart',
  at: '2026-11-28T22:00:00.000Z',
  cluster: 'prod',
  runId: '1',
  server: 's1',
  roll: 'prepare',
};

const NEVER = new AbortController().signal;

function shell(script: string, options: { readonly deadlineMs?: number; readonly signal?: AbortSignal } = {}) {
  const { deadlineMs = 60_000, signal = NEVER } = options;
  return runHook(
    { command: ['/bin/sh', '-c', script], deadlineMs },
    { input: JSON.stringify(INPUT), environment: { PATH: process.env['PATH'] }, signal },
  );
}

describe('a hook', () => {
  it('given a program that reads its input, has the document as one line of JSON', async ({ expect }) => {
    const { ending, output } = await shell('cat');
    expect(ending).toEqual({ kind: 'exited', code: 0 });
    expect(JSON.parse(output)).toEqual(INPUT);
    expect(output.match(/\n/g)).toHaveLength(1);
  });

  it('given a program that reads nothing and fails, tells its exit code and what it said on both streams', async ({
    expect,
  }) => {
    const { ending, output } = await shell('echo out; echo err >&2; exit 7');
    expect(ending).toEqual({ kind: 'exited', code: 7 });
    expect(output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
  });

  it('given a program that is killed, tells the signal', async ({ expect }) => {
    expect((await shell('kill -KILL $$')).ending).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  });

  it('given a program that takes too long, is ended with its children', async ({ expect }) => {
    const { ending, output } = await shell('sleep 600 & echo $!; wait', { deadlineMs: 300 });
    expect(ending).toEqual({ kind: 'deadline', afterMs: 300 });
    const child = Number(output.trim());
    await expect
      .poll(
        () => {
          try {
            process.kill(child, 0);
            return 'alive';
          } catch {
            return 'gone';
          }
        },
        { timeout: 60_000 },
      )
      .toBe('gone');
  });

  it('given a stop by the operator, is ended', async ({ expect }) => {
    expect((await shell('sleep 600', { signal: AbortSignal.abort() })).ending).toEqual({
      kind: 'killed',
      signal: 'SIGTERM',
    });
  });

  it('given a program that is not there, tells that', async ({ expect }) => {
    const ended = await runHook(
      { command: ['/nonexistent/program'], deadlineMs: 60_000 },
      { input: JSON.stringify(INPUT), environment: {}, signal: NEVER },
    );
    expect(ended).toEqual({ ending: { kind: 'not-started', reason: 'ENOENT' }, output: '' });
  });

  it('given much output, keeps its end', async ({ expect }) => {
    const { output } = await shell('i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done');
    expect(output.length).toBeLessThanOrEqual(4_000);
    expect(output.endsWith('line 1999\n')).toBe(true);
  });
});

describe('the environment of a hook', () => {
  it('given many variables, has the usual ones and those that are named', ({ expect }) => {
    const environment = { PATH: '/bin', HOME: '/home/ops', KUBECONFIG: '/kube', AWS_SECRET_ACCESS_KEY: 'secret' };
    expect(hookEnvironment(environment, ['KUBECONFIG', 'ABSENT'], 'after-run')).toEqual({
      PATH: '/bin',
      HOME: '/home/ops',
      KUBECONFIG: '/kube',
      KEYTURN_HOOK: 'after-run',
    });
  });
});
