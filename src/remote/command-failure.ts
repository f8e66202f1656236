import type { CommandFailure } from '../model/failure.ts';
import { unreachable } from '../model/unreachable.ts';
import type { CommandResult } from './command-result.ts';

const NEEDS_PASSWORD = /sudo: (?:a password is required|a terminal is required|no tty present)/;
const NOT_ALLOWED = /is not in the sudoers file|is not allowed to (?:execute|run)|may not run sudo/;

/** Why a result is not a success; `undefined` when it exited with 0. sudo's refusals are told apart from the command's own. */
export function commandFailureOf(result: CommandResult, user: string): CommandFailure | undefined {
  const { server, line, ending, stderr } = result;
  switch (ending.kind) {
    case 'exited':
      if (ending.exitCode === 0) return undefined;
      if (NEEDS_PASSWORD.test(stderr)) return { kind: 'sudo-needs-password', server, user };
      if (NOT_ALLOWED.test(stderr)) return { kind: 'sudo-not-allowed', server, user, stderr };
      return { kind: 'command-failed', server, command: line, exitCode: ending.exitCode, signal: undefined, stderr };
    case 'signalled':
      return { kind: 'command-failed', server, command: line, exitCode: undefined, signal: ending.signal, stderr };
    case 'timed-out':
      return { kind: 'command-timed-out', server, command: line, afterMs: ending.afterMs };
    case 'connection-lost':
    case 'cancelled':
      return { kind: 'connection-lost', server, command: line };
  }
  return unreachable(ending);
}
