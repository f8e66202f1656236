import { unitOf, type Hints } from './hints.ts';
import { sshLine } from './ssh-line.ts';

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
