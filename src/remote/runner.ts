import type { StepContext } from '../model/clock.ts';
import type { CommandFailure, ConnectionFailure } from '../model/failures/host.ts';
import type { Result } from '../model/result.ts';
import type { CommandResult } from './command-result.ts';
import type { RemoteCommand } from './remote-command.ts';

/** Runs commands on one server. The first call connects, and a call after a lost connection dials again. */
export interface Runner {
  /** Name of the server in the inventory. */
  readonly server: string;
  /** The SSH user. */
  readonly user: string;
  /** The line that `run` would send, as printed in plans. */
  line(command: RemoteCommand): string;
  /** The result with any ending. Fails only if nothing was sent. */
  run(context: StepContext, command: RemoteCommand): Promise<Result<CommandResult, ConnectionFailure>>;
  /** stdout of a command with exit status 0. Every other ending is a failure, with sudo's refusals separate. */
  output(context: StepContext, command: RemoteCommand): Promise<Result<string, ConnectionFailure | CommandFailure>>;
}

/** The runners of a cluster, by server name. */
export interface Fleet extends AsyncDisposable {
  runner(server: string): Runner;
}
