import type { CommanderError } from 'commander';
import { bugOf } from '../model/result.ts';
import { jsonText } from '../model/json-text.ts';
import { joinedLines } from '../model/trim.ts';
import type { Failure } from '../model/failure.ts';
import { EXIT_CODES, outcomeOf } from '../model/outcome.ts';
import { failureText } from '../report/failure-text.ts';
import { renderFailure } from '../report/render-error.ts';
import { createStyle } from '../report/style.ts';
import { terminalOf, type Terminal } from '../report/terminal.ts';
import { withoutSecretShapes } from '../remote/secret-shapes.ts';
import type { CliIo } from './io.ts';
import { scrubbed } from './scrubbed-terminal.ts';

/** Reports a wrong command line on stderr and returns the exit code. `command` is the command of the line. */
export function tellUsageError(error: CommanderError, io: CliIo, command: string | undefined): number {
  // The line names a command group without a command, and commander has already printed the help.
  if (error.code === 'commander.help') return EXIT_CODES.usage.code;
  // commander puts its suggestion on a line of its own.
  const message = joinedLines(error.message.replace(/^error: /, ''), ' ');
  return tellFailure({ kind: 'usage', message: plainMessage(error, message), command }, io);
}

/** A word too many is mostly the inventory, which is an option. */
function plainMessage({ code }: CommanderError, message: string): string {
  const [, word] = /but got 1: (\S+)$/.exec(message.replace(/\.$/, '')) ?? [];
  return code === 'commander.excessArguments' && word !== undefined
    ? `${message.replace(/\.$/, '')}; an inventory is named with --inventory ${word}`
    : message;
}

/** Reports an exception on stderr and returns the exit code. */
export function tellBug(error: unknown, io: CliIo): number {
  return tellFailure(bugOf(error, 'command line'), io);
}

/** Reports a failure without a reporter and returns the exit code. */
export function tellFailure(failure: Failure, io: CliIo): number {
  const errors = scrubbed(terminalOf(io.stderr, { environment: io.environment, noColour: false }), withoutSecretShapes);
  errors.write(renderFailure(failureText(failure), { style: createStyle(errors.colour), width: errors.columns() }));
  return EXIT_CODES[outcomeOf(failure, false).kind].code;
}

/** As `tellFailure`, and with `--output json` the failure is the answer on stdout, too. */
export function tellFailureAs(
  form: 'pretty' | 'json',
  failure: Failure,
  { io, output }: { readonly io: CliIo; readonly output: Terminal },
): number {
  const error = { schema: 'keyturn.error/1', outcome: outcomeOf(failure, false) };
  if (form === 'json') output.write(`${jsonText(error, 2)}\n`);
  return tellFailure(failure, io);
}
