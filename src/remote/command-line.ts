import { quoteArgv, quoteWord } from './quoting.ts';
import type { RemoteCommand } from './remote-command.ts';

/**
 * The one shell line that is sent over SSH, and printed in plans, for a command run as `user`.
 * A script is one argument of `sh -c`, so that the login shell has to understand words and quotes only.
 * Root gets no sudo: it may not be installed. sudo is to refuse in English, or its refusals would not be known from failures of the command;
 * `env` sets that in every login shell.
 */
export function finalLine(command: RemoteCommand, user: string): string {
  const { body, privileged } = command;
  const line = 'script' in body ? `sh -c ${quoteWord(body.script)}` : quoteArgv(body.argv);
  return privileged && user !== 'root' ? `env LC_ALL=C sudo -n ${line}` : line;
}
