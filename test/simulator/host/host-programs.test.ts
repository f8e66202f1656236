import { describe, it } from 'vitest';

import type { Invocation, ProgramResult } from '../../../src/simulator/host/program.ts';
import { bareHost, run } from './bare-host.ts';

function answer(exitCode: number, stdout: string, stderr = ''): ProgramResult {
  return { exitCode, stdout: Buffer.from(stdout, 'latin1'), stderr };
}

describe("a simulated host's own programs", () => {
  it('given a program by path, then it gets words, user and environment, and its bytes go through the pipe', async ({
    expect,
  }) => {
    const calls: Invocation[] = [];
    const tool = async (invocation: Invocation) => {
      calls.push(invocation);
      return answer(0, 'one\0\xff\ntwo\n');
    };
    const host = bareHost({ programs: { '/opt/rke2/bin/rke2': tool } });
    const ending = await run(host, `sudo -n env A=1 /opt/rke2/bin/rke2 status 'a b' | grep -c o`);
    expect(ending).toEqual({ exitCode: 0, stdout: '2\n', stderr: '' });
    const [call] = calls;
    expect(call?.argv).toEqual(['rke2', 'status', 'a b']);
    expect(call?.user).toBe('root');
    expect(call?.environment.get('A')).toBe('1');
  });

  it('given a program that reads its input by name, then it has all of it', async ({ expect }) => {
    const host = bareHost({ programs: { curl: async ({ stdin }) => answer(0, `<${stdin.toString()}>`) } });
    expect((await run(host, 'curl --config -', { stdin: 'url = x' })).stdout).toBe('<url = x>');
    expect((await run(host, 'curl http://x', { stdin: 'url = x' })).stdout).toBe('<>');
    expect((await run(host, 'echo body | /usr/bin/curl -d @-')).stdout).toBe('<body\n>');
  });

  it('given a program that is asked for more than it simulates, then that is recorded', async ({ expect }) => {
    const host = bareHost({
      programs: { systemctl: async () => answer(64, '', 'systemctl: not simulated: --user\n') },
    });
    expect((await run(host, 'systemctl --user | cat; echo $?')).stdout).toBe('0\n');
    expect(host.unknown).toEqual(['systemctl: not simulated: --user']);
  });

  it('given a program with a bug, then the line goes on, and the bug is recorded', async ({ expect }) => {
    const programs = {
      broken: async () => {
        throw new Error('oh no');
      },
    };
    const host = bareHost({ programs });
    const ending = await run(host, 'broken || echo $?');
    expect(ending.stdout).toBe('70\n');
    expect(host.unknown[0]).toContain('bug in broken: Error: oh no');
  });

  it('finds programs where they are', async ({ expect }) => {
    const tool = async () => answer(0, '');
    const host = bareHost({ programs: { rke2: tool, '/usr/local/bin/rke2': tool, curl: tool } });
    const ending = await run(host, 'command -v rke2; command -v curl; command -v cat; command -v /opt/none; echo $?');
    expect(ending.stdout).toBe('/usr/local/bin/rke2\n/usr/bin/curl\n/usr/bin/cat\n127\n');
    expect(host.unknown).toEqual([]);
  });
});
