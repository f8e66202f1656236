import type { CommanderError } from 'commander';
import { bugOf } from '../model/bug.ts';
import type { Failure } from '../model/failure.ts';
import { EXIT_CODES, outcomeOf } from '../model/outcome.ts';
import { failureText } from '../report/failure-text.ts';
import { renderFailure } from '../report/render-error.ts';
import { createStyle } from '../report/style.ts';
import { terminalOf } from '../report/terminal.ts';
import type { CliIo } from './io.ts';

/** Tells a wrong command line on stderr; gives the exit code. `command`: whose line it was. */
export function tellUsageError(error: CommanderError, io: CliIo, command: string | undefined): number {
  // A command group without a command: commander has printed its help already.
  if (error.code === 'commander.help') return EXIT_CODES.usage.code;
  // commander puts its suggestion on a line of its own.
  const message = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  return tellFailure({ kind: 'usage', message, command }, io);
}

/** Tells an exception on stderr; gives the exit code. */
export function tellBug(error: unknown, io: CliIo): number {
  return tellFailure(bugOf(error, 'command line'), io);
}

/** Tells a failure that no reporter is there for; gives the exit code. */
export function tellFailure(failure: Failure, io: CliIo): number {
  const errors = terminalOf(io.stderr, { environment: io.environment, noColour: false });
  errors.write(renderFailure(failureText(failure), { style: createStyle(errors.colour), width: errors.columns() }));
  return EXIT_CODES[outcomeOf(failure, false).kind].code;
}
