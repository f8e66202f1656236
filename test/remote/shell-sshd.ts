import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';

import type { SshTarget, Transport } from '../../src/model/cluster.ts';
import { freePort, listening, SSHD } from '../simulator/ssh/real-sshd.ts';
import { ed25519Pair } from '../support/ssh-key.ts';
import { sshLogin, sshTarget } from '../support/ssh-target.ts';

/** Debian's sshd on loopback, which runs lines in this machine's own shell. */
export interface ShellSshd extends AsyncDisposable {
  /** The way to it. `known` is the whole text of known_hosts. */
  target(transport: Transport, more?: { readonly known?: string }): SshTarget;
  /** Kills the processes of all open connections, as a host that falls over. */
  cutConnections(): void;
  stop(): Promise<void>;
}

export async function startShellSshd(directory: string): Promise<ShellSshd> {
  const { username } = userInfo();
  // systemd makes it where sshd is a service.
  if (username === 'root') mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const [hostKey, user] = [ed25519Pair(), ed25519Pair()];
  const write = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const port = await freePort();
  const identityFile = write('id', user.private);
  const config = write(
    'sshd_config',
    [
      'ListenAddress 127.0.0.1',
      `Port ${port}`,
      `HostKey ${write('host-key', hostKey.private)}`,
      `AuthorizedKeysFile ${write('authorized_keys', `${user.public}\n`)}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      'LogLevel ERROR',
      // See sshd-config.ts of the simulator.
      'SetEnv HOME=/nonexistent',
      '',
    ].join('\n'),
  );
  const sshd = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  await listening(port, sshd);
  const stop = (): Promise<void> => stopped(sshd);
  return {
    target: (transport, { known = `[127.0.0.1]:${port} ${hostKey.public}\n` } = {}) => {
      const knownHosts = [write('known_hosts', known)];
      const host = transport === 'local' ? hostname() : '127.0.0.1';
      const asWritten = sshLogin({ host, port, user: username, identityFile, knownHosts, agent: false, config: false });
      return sshTarget({ transport, port, user: username, identityFiles: [identityFile], knownHosts, asWritten });
    },
    cutConnections: () => {
      for (const pid of childrenOf(sshd.pid ?? 0)) process.kill(pid, 'SIGKILL');
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
}

/** Linux tells the children of a process in proc(5). */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}
