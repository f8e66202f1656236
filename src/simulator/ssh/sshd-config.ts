import { dirname, extname, join } from 'node:path';

import { quoteArgv } from '../../remote/quoting.ts';

export interface SshdConfigOptions {
  readonly port: number;
  /** Private key file of the host (0600). */
  readonly hostKeyFile: string;
  /** File with the public keys that may sign in. */
  readonly authorizedKeysFile: string;
  /** Socket of the simulation. */
  readonly controlSocket: string;
  /** Simulated host behind this sshd. */
  readonly host: string;
}

/**
 * The sshd_config of a real sshd on loopback before a simulated host. OpenSSH's own limits stay unchanged. The file
 * works for root and for an ordinary user, who can admit only himself. The user on the simulated host is the user who
 * signed in.
 */
export function sshdConfig(options: SshdConfigOptions): string {
  const bridge = join(import.meta.dirname, `sshd-bridge${extname(import.meta.filename)}`);
  // Each line starts a process. A kept compile cache saves half of the start.
  const cache = `NODE_COMPILE_CACHE=${join(dirname(options.controlSocket), 'compile-cache')}`;
  const command = quoteArgv(['env', cache, process.execPath, bridge, options.controlSocket, options.host]);
  return [
    'ListenAddress 127.0.0.1',
    `Port ${options.port}`,
    `HostKey ${options.hostKeyFile}`,
    `AuthorizedKeysFile ${options.authorizedKeysFile}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitTTY no',
    'PermitUserRC no',
    'PrintMotd no',
    'X11Forwarding no',
    'AllowAgentForwarding no',
    'AllowTcpForwarding no',
    'LogLevel ERROR',
    `ForceCommand ${command}`,
    '',
  ].join('\n');
}
