import { addressOf } from '../model/address.ts';
import type { SshTarget } from '../model/cluster.ts';
import { shellWord } from './hints.ts';

/**
 * A command line of OpenSSH that reaches a host as keyturn does, with port, user, key, known_hosts, agent and jump
 * hosts. Options of the command line apply only to the host itself, so a jump host gets its own ssh.
 */
export function sshLine(target: SshTarget): string {
  return words(target).map(shellWord).join(' ');
}

function words(target: SshTarget, forwardTo?: SshTarget): readonly string[] {
  const { host, port, user, identityFile, knownHosts, agent, jump } = target;
  return [
    'ssh',
    ...(port === 22 ? [] : ['-p', String(port)]),
    ...(identityFile === undefined ? [] : ['-i', identityFile]),
    ...(agent === undefined ? [] : ['-o', `IdentityAgent=${optionValue(agent)}`]),
    ...(knownHosts.length === 0 ? [] : ['-o', `UserKnownHostsFile=${knownHosts.map(optionValue).join(' ')}`]),
    ...(jump === undefined ? [] : ['-o', `ProxyCommand=${proxyCommand(jump, target)}`]),
    ...(forwardTo === undefined ? [] : ['-W', addressOf(forwardTo)]),
    `${user}@${host}`,
  ];
}

/** OpenSSH expands `%` tokens of the command again at every level. */
function proxyCommand(jump: SshTarget, target: SshTarget): string {
  return words(jump, target).map(shellWord).join(' ').replaceAll('%', '%%');
}

/** A value with blanks is quoted as in ssh_config. A `%` would begin a token. */
function optionValue(path: string): string {
  const plain = path.replaceAll('%', '%%');
  return plain.includes(' ') ? `"${plain}"` : plain;
}
