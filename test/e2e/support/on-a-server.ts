import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Simulation } from '../../../src/simulator/simulate.ts';
import { BRIDGE_CLIENT, startSshdBridge } from '../../../src/simulator/ssh/sshd-bridge.ts';
import { BUILT_MAIN } from '../../support/built.ts';
import type { Finished } from './keyturn.ts';

/** Whether a process of this user may have a host name and mounts of its own, as root has outside most containers. */
export const MAY_BE_A_SERVER =
  existsSync('/usr/bin/perl') && spawnSync('unshare', ['--mount', '--uts', 'true']).status === 0;

/** A machine that is a server of the simulation, for programs that run lines by `/bin/sh -c` as a login does. */
export interface ServerMachine extends AsyncDisposable {
  /** keyturn on that machine. */
  keyturn(args: readonly string[]): Promise<Finished>;
}

/**
 * Makes this machine look like one server of the simulation to keyturn alone: in namespaces of its own it has the
 * server's host name, and a shell that hands each line over to the simulated host. A shell in another directory than
 * `/`, or with more arguments, is the real one, because ssh and its helpers use it too.
 */
export async function startServerMachine(
  simulation: Simulation,
  { server, directory }: { readonly server: string; readonly directory: string },
): Promise<ServerMachine> {
  mkdirSync(directory, { recursive: true });
  const socket = join(directory, 'bridge.sock');
  const bridge = await startSshdBridge({ path: socket, hosts: simulation.hosts });
  const [realShell, shell] = [join(directory, 'real-sh'), join(directory, 'sh')];
  copyFileSync('/bin/sh', realShell);
  const client = [...BRIDGE_CLIENT, socket, server].map((word) => `'${word}'`).join(', ');
  writeFileSync(
    shell,
    `#!/usr/bin/perl
if (@ARGV == 2 && $ARGV[0] eq '-c' && readlink('/proc/self/cwd') eq '/') {
  $ENV{SSH_ORIGINAL_COMMAND} = $ARGV[1];
  exec { '/usr/bin/perl' } ${client};
}
exec { '${realShell}' } 'sh', @ARGV;
`,
  );
  for (const file of [realShell, shell]) chmodSync(file, 0o755);
  execFileSync(shell, ['-c', 'true']);
  const become = `hostname ${server} && mount --bind ${shell} /bin/sh && exec "$@"`;
  return {
    keyturn: (args) =>
      finishedOf(['--mount', '--uts', 'sh', '-c', become, 'sh', process.execPath, BUILT_MAIN, ...args]),
    [Symbol.asyncDispose]: () => bridge[Symbol.asyncDispose](),
  };
}

function finishedOf(args: readonly string[]): Promise<Finished> {
  const child = spawn('unshare', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve) => {
    child.once('close', (code) =>
      resolve({
        code: code ?? undefined,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
}
