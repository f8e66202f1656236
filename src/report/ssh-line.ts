import type { SshLogin, SshTarget } from '../model/cluster.ts';
import { shellWord } from './hints.ts';

/**
 * A command line of OpenSSH that reaches a host as keyturn does. It has the inventory's own words on port, user, key,
 * known_hosts, agent and jump hosts, and ssh takes the rest from the same ssh_config. Options of the command line apply
 * only to the host itself, so a jump host gets its own ssh.
 */
export function sshLine({ asWritten, ignored }: Pick<SshTarget, 'asWritten' | 'ignored'>): string {
  // ssh would accept an unknown key without a word where ssh_config says so.
  const isLenient = ignored.some(({ keyword }) => keyword === 'StrictHostKeyChecking');
  return sshWords(asWritten, isLenient ? ['-o', 'StrictHostKeyChecking=ask'] : [])
    .map(shellWord)
    .join(' ');
}

function sshWords(login: SshLogin, more: readonly string[]): readonly string[] {
  const { host, port, user, identityFile, knownHosts, agent, jump, config } = login;
  return [
    'ssh',
    ...(config === undefined ? [] : ['-F', config === false ? 'none' : config]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identityFile === undefined ? [] : ['-i', identityFile]),
    ...(agent === undefined ? [] : ['-o', `IdentityAgent=${agent === false ? 'none' : optionValue(agent)}`]),
    ...(knownHosts === undefined ? [] : ['-o', `UserKnownHostsFile=${knownHosts.map(optionValue).join(' ')}`]),
    ...(jump === false ? ['-o', 'ProxyJump=none'] : []),
    ...(jump === undefined || jump === false ? [] : ['-o', `ProxyCommand=${proxyCommand(jump)}`]),
    ...more,
    user === undefined ? host : `${user}@${host}`,
  ];
}

/** ssh itself fills in the host behind the bastion, and expands `%` tokens of the command again at every level. */
function proxyCommand(jump: SshLogin): string {
  const words = sshWords(jump, []).map((word) => shellWord(word).replaceAll('%', '%%'));
  return [...words.slice(0, -1), '-W', "'[%h]:%p'", words.at(-1) ?? ''].join(' ');
}

/** A value with blanks is quoted as in ssh_config. A `%` would begin a token. */
function optionValue(path: string): string {
  const plain = path.replaceAll('%', '%%');
  return plain.includes(' ') ? `"${plain}"` : plain;
}
