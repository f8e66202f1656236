import { quoteArgv, quoteWord } from './quoting.ts';
import type { RemoteCommand } from './remote-command.ts';

/**
 * The one shell line sent over SSH, and printed in plans, for a command run as `user`. A script is one argument of `sh
 * -c`, so the login shell only needs to understand words and quotes. Root gets no sudo, which may not be installed.
 * sudo must refuse in English, or its refusals would look like failures of the command. `env` sets the language in
 * every login shell.
 */
export function finalLine(command: RemoteCommand, user: string): string {
  const { body, privileged } = command;
  const line = 'script' in body ? `sh -c ${quoteWord(body.script)}` : quoteArgv(body.argv);
  return privileged && user !== 'root' ? `env LC_ALL=C sudo -n ${line}` : line;
}
