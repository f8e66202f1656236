import type { CommandFailure } from '../model/failures/host.ts';
import { unreachable } from '../model/unreachable.ts';
import type { Exceeded } from './answer-bounds.ts';
import type { CommandResult } from './command-result.ts';
import { failed, type Result } from '../model/result.ts';
import type { RemoteCommand } from './remote-command.ts';
import type { Runner } from './runner.ts';
import { withoutSecretShapes } from './secret-shapes.ts';

/** The wording of sudo and of sudo-rs. */
const NEEDS_PASSWORD =
  /sudo: (?:a password is required|a terminal is required|no tty present|interactive authentication is required)/;
const NOT_ALLOWED = /is not in the sudoers file|is not allowed to (?:execute|run)|may not run sudo/;

/** The message of `env` or a shell that did not find sudo. The login shell's own output may come before the message. */
const NO_SUDO = /^env: .*\bsudo\b|\bsudo: (?:command )?not found$/;
const NOT_FOUND = 127;

/** sudo found no program with the given name, or printed a warning and continued. */
const NO_REFUSAL = /^sudo: (?:.*: command not found|unable to resolve host .*)$/;

/**
 * Why a result is not a success, or `undefined` for exit status 0. sudo's refusals are separate from the command's own
 * failures.
 */
export function commandFailureOf(result: CommandResult, user: string): CommandFailure | undefined {
  const { server, line, ending, stderr } = result;
  switch (ending.kind) {
    case 'exited': {
      const { exitCode } = ending;
      if (exitCode === 0) return undefined;
      if (NEEDS_PASSWORD.test(stderr)) return { kind: 'sudo-needs-password', server, user };
      const noSudo = exitCode === NOT_FOUND && stderr.split('\n').some((line) => NO_SUDO.test(line));
      if (noSudo) return { kind: 'sudo-missing', server, user };
      if (NOT_ALLOWED.test(stderr) || isSudosOwn(stderr)) return { kind: 'sudo-not-allowed', server, user, stderr };
      return { kind: 'command-failed', server, command: line, exitCode, signal: undefined, stderr };
    }
    case 'signalled':
      return { kind: 'command-failed', server, command: line, exitCode: undefined, signal: ending.signal, stderr };
    case 'timed-out':
      return { kind: 'command-timed-out', server, command: line, phase: ending.phase, afterMs: ending.afterMs };
    case 'out-of-bounds':
      return { kind: 'answer-out-of-bounds', server, command: line, bound: ending.bound, limit: ending.limit };
    case 'connection-lost':
    case 'cancelled':
      return { kind: 'connection-lost', server, command: line };
  }
  return unreachable(ending);
}

/**
 * A first line with `sudo:` is sudo's own, however worded: `sorry, you must have a tty to run sudo`, `Account or
 * password is expired`, `I'm sorry ops. I'm afraid I can't do that`. The command has then not run.
 */
function isSudosOwn(stderr: string): boolean {
  const said = stderr.split('\n').filter((line) => line.trim() !== '' && !NO_REFUSAL.test(line));
  return said[0]?.startsWith('sudo: ') === true;
}

/** The failure of a command whose answer exceeds a bound. */
export function outOfBounds(runner: Runner, command: RemoteCommand, exceeded: Exceeded): Result<never, CommandFailure> {
  return failed({ kind: 'answer-out-of-bounds', server: runner.server, command: runner.line(command), ...exceeded });
}

/** The failure of a command that ended well without the `expected` output. `raw` is the part of the output shown. */
export function unexpectedOutput(
  runner: Runner,
  command: RemoteCommand,
  { expected, raw }: { readonly expected: string; readonly raw: string },
): Result<never, CommandFailure> {
  return failed({
    kind: 'unexpected-output',
    server: runner.server,
    command: runner.line(command),
    expected,
    raw: withoutSecretShapes(raw),
  });
}
