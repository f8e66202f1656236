import { spawnSync } from 'node:child_process';

import type { ExpectStatic } from 'vitest';

import { bareHost, run } from './bare-host.ts';

/** What this machine's own shell makes of a script, in the locale of bytes. */
function inRealShell(script: string, stdin = ''): { readonly exitCode: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync('sh', ['-c', script], {
    input: Buffer.from(stdin, 'latin1'),
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
  });
  return { exitCode: status, stdout: stdout.toString('latin1') };
}

/** Holds a simulated host to the real shell: the same bytes and the same exit code. */
export async function expectAsInRealShell(expect: ExpectStatic, script: string, stdin = ''): Promise<void> {
  const host = bareHost();
  const { exitCode, stdout, stderr } = await run(host, script, { stdin });
  expect({ exitCode, stdout, unknown: host.unknown }, `${script}\n${stderr}`).toEqual({
    ...inRealShell(script, stdin),
    unknown: [],
  });
}
