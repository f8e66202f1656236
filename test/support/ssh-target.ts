import type { SshLogin, SshTarget } from '../../src/model/cluster.ts';

/** The way to a host, with nothing but what the test says. */
export function sshTarget(more: Partial<SshTarget> = {}): SshTarget {
  const host = more.host ?? '127.0.0.1';
  return {
    transport: 'ssh2',
    host,
    port: 22,
    user: 'ops',
    identityFiles: [],
    identitySource: 'inventory',
    identitiesOnly: false,
    knownHosts: [],
    knownHostsMayBeMissing: false,
    hostKeyAlias: undefined,
    agent: undefined,
    jump: undefined,
    ignored: [],
    asWritten: sshLogin({ host }),
    ...more,
  };
}

/** The words of an inventory on a host. */
export function sshLogin(more: Partial<SshLogin> = {}): SshLogin {
  return {
    host: '127.0.0.1',
    port: undefined,
    user: undefined,
    identityFile: undefined,
    knownHosts: undefined,
    agent: undefined,
    jump: undefined,
    config: undefined,
    ...more,
  };
}
