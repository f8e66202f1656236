import type { SshTarget } from '../../model/cluster.ts';

const SSH_PORT = 22;

/** The name of a host in known_hosts. An alias counts without the port, as in OpenSSH. */
export function nameInKnownHosts({ host, port, hostKeyAlias }: Pick<SshTarget, 'host' | 'port' | 'hostKeyAlias'>): {
  readonly host: string;
  readonly port: number;
} {
  return hostKeyAlias === undefined ? { host, port } : { host: hostKeyAlias, port: SSH_PORT };
}
