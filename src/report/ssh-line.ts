import { addressOf } from '../model/address.ts';
import type { SshTarget } from '../model/cluster.ts';
import { shellWord } from './hints.ts';

/**
 * A command line of OpenSSH that reaches a host the way keyturn does: port, user, key, known_hosts, agent and jump hosts. Options of the
 * command line hold for the host itself only, so a jump host gets an ssh of its own.
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

/** OpenSSH looks for `%` tokens in it, at every level anew. */
function proxyCommand(jump: SshTarget, target: SshTarget): string {
  return words(jump, target).map(shellWord).join(' ').replaceAll('%', '%%');
}

/** A value with blanks is quoted as in ssh_config; `%` would begin a token. */
function optionValue(path: string): string {
  const plain = path.replaceAll('%', '%%');
  return plain.includes(' ') ? `"${plain}"` : plain;
}
