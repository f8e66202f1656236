import type { StepContext } from '../../model/clock.ts';
import type { CommandFailure, ConnectionFailure } from '../../model/failures/host.ts';
import type { Result } from '../../model/result.ts';
import type { SentEnding } from '../../model/seen-since.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { CommandEnding } from '../../remote/command-result.ts';
import type { RemoteCommand } from '../../remote/remote-command.ts';
import type { Fleet, Runner } from '../../remote/runner.ts';

/** How a command that was sent has ended. */
export interface SendingEnd {
  readonly ending: SentEnding;
  readonly exitCode: number | undefined;
}

/** Receives each command that changes something, when the command has ended. `sentAt` is in ms since the epoch. */
export type OnSent = (
  command: { readonly server: string; readonly line: string; readonly sentAt: number } & SendingEnd,
) => void;

/** The same fleet, watched. Disposing stays with the fleet itself. */
export function watchedFleet(fleet: Fleet, onSent: OnSent): Fleet {
  return {
    runner: (name) => watchedRunner(fleet.runner(name), onSent),
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}

function watchedRunner(runner: Runner, onSent: OnSent): Runner {
  const watch = async <T>(
    { clock }: StepContext,
    command: RemoteCommand,
    send: () => Promise<T>,
    endOf: (result: T) => SendingEnd,
  ): Promise<T> => {
    if (!command.mutates) return send();
    const sentAt = clock.now();
    const result = await send();
    onSent({ server: runner.server, line: runner.line(command), sentAt, ...endOf(result) });
    return result;
  };
  return {
    ...runner,
    run: (context, command) =>
      watch(
        context,
        command,
        () => runner.run(context, command),
        (result) => (result.ok ? endOfResult(result.value.ending) : NOT_SENT),
      ),
    output: (context, command) => watch(context, command, () => runner.output(context, command), endOfOutput),
  };
}

const NOT_SENT: SendingEnd = { ending: 'not-sent', exitCode: undefined };
const UNCLEAR: SendingEnd = { ending: 'unclear', exitCode: undefined };

function endOfResult(ending: CommandEnding): SendingEnd {
  switch (ending.kind) {
    case 'exited':
      return { ending: 'exited', exitCode: ending.exitCode };
    case 'signalled':
      return { ending: 'signalled', exitCode: undefined };
    case 'connection-lost':
    case 'timed-out':
    case 'cancelled':
    case 'out-of-bounds':
      return UNCLEAR;
    default:
      return unreachable(ending);
  }
}

/** The failures of `output` keep less than an ending. sudo's refusals come before the command itself runs. */
function endOfOutput(result: Result<unknown, ConnectionFailure | CommandFailure>): SendingEnd {
  if (result.ok) return { ending: 'exited', exitCode: 0 };
  const { failure } = result;
  switch (failure.kind) {
    case 'command-failed':
      return failure.exitCode === undefined
        ? { ending: 'signalled', exitCode: undefined }
        : { ending: 'exited', exitCode: failure.exitCode };
    case 'unit-missing':
    case 'http-error':
    case 'unexpected-output':
    // Only an answer that came to its end is too long here, because nothing ends the waiting for a change.
    case 'answer-out-of-bounds':
      return { ending: 'exited', exitCode: 0 };
    case 'connection-lost':
    case 'command-timed-out':
      return UNCLEAR;
    case 'host-unreachable':
    case 'host-key-unknown':
    case 'host-key-changed':
    case 'host-key-revoked':
    case 'known-hosts-unreadable':
    case 'identity-unreadable':
    case 'authentication-failed':
    case 'not-this-machine':
    case 'sudo-needs-password':
    case 'sudo-missing':
    case 'sudo-not-allowed':
      return NOT_SENT;
    default:
      return unreachable(failure);
  }
}
