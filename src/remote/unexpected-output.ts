import type { CommandFailure } from '../model/failures/host.ts';
import { failed, type Result } from '../model/result.ts';
import type { RemoteCommand } from './remote-command.ts';
import type { Runner } from './runner.ts';

/** The failure of a command that ended well without the `expected` output. `raw` is the part of the output shown. */
export function unexpectedOutput(
  runner: Runner,
  command: RemoteCommand,
  { expected, raw }: { readonly expected: string; readonly raw: string },
): Result<never, CommandFailure> {
  return failed({ kind: 'unexpected-output', server: runner.server, command: runner.line(command), expected, raw });
}
