import type { SshLogin } from './cluster.ts';

/** How the words of a command line are put together. */
export interface SshWordsOptions {
  /** Quotes a word for a shell, which runs the command of a jump host. */
  readonly quote: (word: string) => string;
  /** Options for the host and for every jump host on the way. They come first, and so they win. */
  readonly everywhere?: readonly string[];
  /** Options for the host alone. They come first, too. */
  readonly outermost?: readonly string[];
}

/**
 * The words of OpenSSH's client to reach a host by the inventory's own words. ssh takes the rest from its
 * configuration. Options of the command line apply only to the host itself, so a jump host gets its own ssh.
 */
export function sshWords(login: SshLogin, options: SshWordsOptions): readonly string[] {
  const { host, port, user, identityFile, knownHosts, agent, jump, config } = login;
  const { everywhere = [], outermost = [] } = options;
  return [
    'ssh',
    ...outermost,
    ...everywhere,
    ...(config === undefined ? [] : ['-F', config === false ? 'none' : config]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identityFile === undefined ? [] : ['-i', identityFile]),
    ...(agent === undefined ? [] : ['-o', `IdentityAgent=${agent === false ? 'none' : optionValue(agent)}`]),
    ...(knownHosts === undefined ? [] : ['-o', `UserKnownHostsFile=${knownHosts.map(optionValue).join(' ')}`]),
    ...(jump === false ? ['-o', 'ProxyJump=none'] : []),
    ...(jump === undefined || jump === false ? [] : ['-o', `ProxyCommand=${proxyCommand(jump, options)}`]),
    user === undefined ? host : `${user}@${host}`,
  ];
}

/** ssh itself fills in the host behind the bastion, and expands `%` tokens of the command again at every level. */
function proxyCommand(jump: SshLogin, { quote, everywhere = [] }: SshWordsOptions): string {
  const words = sshWords(jump, { quote, everywhere }).map((word) => quote(word).replaceAll('%', '%%'));
  return [...words.slice(0, -1), '-W', "'[%h]:%p'", words.at(-1) ?? ''].join(' ');
}

/** A value with blanks is quoted as in ssh_config. A `%` would begin a token. */
function optionValue(path: string): string {
  const plain = path.replaceAll('%', '%%');
  return plain.includes(' ') ? `"${plain}"` : plain;
}
