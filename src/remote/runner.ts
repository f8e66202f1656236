import type { StepContext } from '../model/clock.ts';
import type { CommandFailure, ConnectionFailure } from '../model/failures/host.ts';
import type { Result } from '../model/result.ts';
import type { CommandResult } from './command-result.ts';
import type { RemoteCommand } from './remote-command.ts';

/** Runs commands on one server. Connects on first use; a lost connection is re-dialled on the next call. */
export interface Runner {
  /** Name of the server in the inventory. */
  readonly server: string;
  /** The SSH user. */
  readonly user: string;
  /** The line that `run` would send: what plans print. */
  line(command: RemoteCommand): string;
  /** What happened, whatever it was; fails only where nothing was sent. */
  run(context: StepContext, command: RemoteCommand): Promise<Result<CommandResult, ConnectionFailure>>;
  /** stdout of a command that exited 0; every other ending is a failure (sudo's refusals told apart). */
  output(context: StepContext, command: RemoteCommand): Promise<Result<string, ConnectionFailure | CommandFailure>>;
}

/** The runners of a cluster, by server name. */
export interface Fleet extends AsyncDisposable {
  runner(server: string): Runner;
}
