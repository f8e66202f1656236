import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { writeClusterDirectory, type ListedHost } from '../../../src/simulator/cluster-directory.ts';
import type { Simulation } from '../../../src/simulator/simulate.ts';
import { newSshKeyPair } from '../../../src/simulator/ssh/ssh-server.ts';
import { startSshdBridge } from '../../../src/simulator/ssh/sshd-bridge.ts';
import { sshdConfig } from '../../../src/simulator/ssh/sshd-config.ts';

export const SSHD = '/usr/sbin/sshd';

/** Whether this machine has OpenSSH's server, and the Perl that the bridge runs on (both are on every Debian server). */
export const HAS_SSHD = existsSync(SSHD) && existsSync('/usr/bin/perl');

/** Real sshds before the hosts of a simulation. */
export interface RealSshd extends AsyncDisposable {
  /** Inventory that reaches every host through its sshd, as the user who runs the tests. */
  readonly inventoryFile: string;
  readonly user: string;
  readonly clientKey: string;
  readonly ports: ReadonlyMap<string, number>;
}

/** Starts one sshd for each host of a simulation, with files in a directory of their own. */
export async function startRealSshd(
  simulation: Simulation,
  options: { readonly directory: string; readonly timeScale: number },
): Promise<RealSshd> {
  const { directory, timeScale } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const user = userInfo().username;
  // systemd makes it where sshd is a service.
  if (user === 'root') mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const client = newSshKeyPair();
  const authorizedKeysFile = join(directory, 'authorized_keys');
  writeFileSync(authorizedKeysFile, `${client.publicKey}\n`);
  const bridgeSocket = join(directory, 'bridge.sock');
  const bridge = await startSshdBridge({ path: bridgeSocket, hosts: simulation.hosts });
  const hosts: ListedHost[] = [];
  const processes: ChildProcess[] = [];
  for (const { name } of simulation.hosts) {
    const hostKey = newSshKeyPair();
    const hostKeyFile = join(directory, `host-key-${name}`);
    writeFileSync(hostKeyFile, hostKey.privateKey, { mode: 0o600 });
    const port = await freePort();
    const configFile = join(directory, `sshd-config-${name}`);
    writeFileSync(configFile, sshdConfig({ port, hostKeyFile, authorizedKeysFile, bridgeSocket, host: name }));
    const sshd = spawn(SSHD, ['-D', '-e', '-f', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
    processes.push(sshd);
    await listening(port, sshd);
    hosts.push({ name, port, publicKey: hostKey.publicKey });
  }
  const inventoryFile = writeClusterDirectory({
    directory,
    distribution: simulation.world.distribution,
    hosts,
    clientKey: client.privateKey,
    user,
    timeScale,
  });
  return {
    inventoryFile,
    user,
    clientKey: client.privateKey,
    ports: new Map(hosts.map(({ name, port }) => [name, port])),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        processes.map(async (each) => {
          const ended = new Promise((resolve) => each.once('exit', resolve));
          each.kill();
          if (each.exitCode === null) await ended;
        }),
      );
      await bridge[Symbol.asyncDispose]();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Until it listens. Throws with its own words when it ended instead. */
export async function listening(port: number, sshd: ChildProcessByStdio<null, null, Readable>): Promise<void> {
  let words = '';
  sshd.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  for (;;) {
    if (sshd.exitCode !== null) throw new Error(`sshd ended with ${sshd.exitCode}: ${words}`);
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await sleep(50);
  }
}
