import { unitOf, type Hints, shellWord } from './hints.ts';
import type { SshTarget } from '../model/cluster.ts';
import { sshWords } from '../model/ssh-words.ts';

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

/** The way to a server, as keyturn goes, or the words `on SERVER:` where the inventory was not read. */
function onServer(hints: Hints, server: string, command: string): string {
  const target = hints.sshTarget?.(server);
  return target === undefined ? `sudo ${command} (on ${server})` : `${sshLine(target)} sudo ${command}`;
}

/** The command that shows the newest lines of a server's service. */
export function journalLine(hints: Hints, server: string): string {
  return onServer(hints, server, `journalctl -u ${unitOf(hints)} -n 200 --no-pager`);
}

/** The command that restarts the service of one server without waiting for ever. */
export function restartLine(hints: Hints, server: string): string {
  return onServer(hints, server, `systemctl restart --no-block ${unitOf(hints)}`);
}
