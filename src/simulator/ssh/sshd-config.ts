import { quoteArgv } from '../../remote/quoting.ts';
import { BRIDGE_CLIENT } from './sshd-bridge.ts';

export interface SshdConfigOptions {
  readonly port: number;
  /** Private key file of the host (0600). */
  readonly hostKeyFile: string;
  /** File with the public keys that may sign in. */
  readonly authorizedKeysFile: string;
  /** Socket of the bridge to the simulation. */
  readonly bridgeSocket: string;
  /** Simulated host behind this sshd. */
  readonly host: string;
}

/**
 * The sshd_config of a real sshd on loopback before a simulated host. OpenSSH's own limits stay unchanged. The file
 * works for root and for an ordinary user, who can admit only himself. The user on the simulated host is the user who
 * signed in.
 */
export function sshdConfig(options: SshdConfigOptions): string {
  const command = quoteArgv([...BRIDGE_CLIENT, options.bridgeSocket, options.host]);
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
    // Debian's bash reads the user's .bashrc at each line that comes over SSH, and some take half a second of processor
    // time.
    'SetEnv HOME=/nonexistent',
    `ForceCommand ${command}`,
    '',
  ].join('\n');
}
