import type { Clock, StepContext } from '../model/clock.ts';
import type { Timing } from '../model/cluster.ts';
import type { ConnectionFailure } from '../model/failures/host.ts';
import type { Result } from '../model/result.ts';
import type { CommandResult } from './command-result.ts';

/** The longest time for which a server is asked again after its connection was cut, ms. */
const LONGEST_MS = 60_000;
/** The share of the time that a restart may take. With the default of ten minutes the share is a minute. */
const SHARE_OF_RESTART = 10;
const PAUSE_MS = 1_000;

/** A question that is about to be asked again. Times since the cut, ms. */
export interface AskedAgain {
  readonly reason: string;
  readonly elapsedMs: number;
  readonly deadlineMs: number;
}

/** The time since the connection to one server was cut, over all questions to the server. */
export interface CutConnection {
  /** A connection that worked was cut. */
  cut(): void;
  /**
   * Asks, and asks again while the connection is cut, for at most a minute since the cut. A question to a server that
   * was never reached is asked once. Only for a command that changes nothing. `told` gets each new try.
   */
  ask<Ran extends { readonly result: CommandResult }>(
    context: StepContext,
    ask: () => Promise<Result<Ran, ConnectionFailure>>,
    told: (again: AskedAgain) => void,
  ): Promise<Result<Ran, ConnectionFailure>>;
}

/** Knows nothing yet of a server. */
export function createCutConnection({
  timing,
  clockOf,
  isClosed,
}: {
  readonly timing: Timing;
  readonly clockOf: (context: StepContext) => Clock;
  /** Whether the way to the server was closed for good. */
  readonly isClosed: () => boolean;
}): CutConnection {
  const patienceMs = Math.min(LONGEST_MS, timing.restartDeadlineMs / SHARE_OF_RESTART);
  let isCut = false;
  let since: number | undefined;
  const isWorthwhile = ({ signal, deadlineAt }: StepContext, now: number): boolean => {
    if (signal.aborted || isClosed() || since === undefined) return false;
    return now - since < patienceMs && (deadlineAt === undefined || now < deadlineAt);
  };
  return {
    cut: () => {
      isCut = true;
    },
    ask: async (context, ask, told) => {
      const clock = clockOf(context);
      for (;;) {
        const ran = await ask();
        const reason = lossOf(ran);
        if (reason === undefined) {
          isCut = false;
          since = undefined;
          return ran;
        }
        if (ran.ok) isCut = true;
        if (isCut) since ??= clock.now();
        if (!isWorthwhile(context, clock.now())) return ran;
        told({ reason, elapsedMs: clock.now() - (since ?? clock.now()), deadlineMs: patienceMs });
        await clock.sleep(PAUSE_MS, context.signal);
      }
    },
  };
}

/** Why a question was not answered, where the connection is to blame. */
function lossOf(ran: Result<{ readonly result: CommandResult }, ConnectionFailure>): string | undefined {
  if (!ran.ok) return ran.failure.kind === 'host-unreachable' ? ran.failure.reason : undefined;
  const { ending } = ran.value.result;
  return ending.kind === 'connection-lost' ? ending.reason : undefined;
}
