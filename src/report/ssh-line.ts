import type { SshTarget } from '../model/cluster.ts';
import { sshWords } from '../model/ssh-words.ts';
import { shellWord } from './hints.ts';

/**
 * A command line of OpenSSH that reaches a host as keyturn does. It has the inventory's own words on port, user, key,
 * known_hosts, agent and jump hosts, and ssh takes the rest from the same ssh_config.
 */
export function sshLine({ asWritten, ignored }: Pick<SshTarget, 'asWritten' | 'ignored'>): string {
  // ssh would accept an unknown key without a word where ssh_config says so.
  const isLenient = ignored.some(({ keyword }) => keyword === 'StrictHostKeyChecking');
  const outermost = isLenient ? ['-o', 'StrictHostKeyChecking=ask'] : [];
  return sshWords(asWritten, { quote: shellWord, outermost }).map(shellWord).join(' ');
}
