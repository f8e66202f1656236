import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, it } from 'vitest';

import { BRIDGE_CLIENT, startSshdBridge } from '../../../src/simulator/ssh/sshd-bridge.ts';
import { bareHost } from '../host/bare-host.ts';
import { HAS_SSHD } from './real-sshd.ts';

/** Runs the bridge as sshd runs a ForceCommand. */
async function throughBridge(socket: string, line: string, stdin: string, host = 's1') {
  const [program = '', ...words] = BRIDGE_CLIENT;
  const child = spawn(program, [...words, socket, host], {
    env: { ...process.env, SSH_ORIGINAL_COMMAND: line, USER: 'ops' },
  });
  child.stdin.end(stdin);
  const exited = new Promise((done) => child.once('exit', done));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { stdout, stderr, exitCode };
}

describe.runIf(HAS_SSHD)('the command that sshd forces', () => {
  it("runs the client's line in the simulated host, with its input, as its user", async ({ expect }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-bridge-'));
    const host = bareHost();
    const path = join(directory, 'bridge.sock');
    const bridge = await startSshdBridge({ path, hosts: [host] });
    const line = `cat; id -un; printf '%s' 'a  "b"'; cat /no; exit 9`;
    expect(await throughBridge(path, line, 'input\n')).toEqual({
      exitCode: 9,
      stdout: 'input\nops\na  "b"',
      stderr: 'cat: /no: No such file or directory\n',
    });
    expect(host.lines).toEqual([line]);
    expect(await throughBridge(path, 'true', '', 's9')).toEqual({
      exitCode: 255,
      stdout: '',
      stderr: 'simulation: no answer\n',
    });
    await bridge[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });

  it('given no simulation, then it ends with 255 and says so', async ({ expect }) => {
    const { exitCode, stdout, stderr } = await throughBridge('/no/such/bridge.sock', 'true', '');
    expect({ exitCode, stdout }).toEqual({ exitCode: 255, stdout: '' });
    expect(stderr).toMatch(/^simulation: .*No such file or directory/);
  });
});
