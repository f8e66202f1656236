import { bugOf } from '../model/result.ts';
import { outcomeOf, type Outcome } from '../model/outcome.ts';
import { concludeRun, type Concluded } from './conclude-run.ts';
import { endCommand, watchFreeze } from './end-of-command.ts';
import { executeRun } from './execute-run.ts';
import { createJournalMirror, NO_MIRROR, type JournalMirror } from './journal/journal-mirror.ts';
import { takeLocalLock, type LocalLock } from './locks/local-lock.ts';
import type { PreparedRun } from './prepared-run.ts';
import type { RunOptions } from './rotate-options.ts';
import { scrubbedFailure } from './run/run.ts';
import { localLockFile } from './runs/run-directory.ts';

/** What came of the preparation, a run to execute or an end without one. */
export type Prepared = { readonly run: PreparedRun } | { readonly outcome: Outcome };

/** An operation that changes a cluster. */
export interface Operation<Options extends RunOptions> {
  /** For a bug's report. */
  readonly name: string;
  readonly prepare: (options: Options) => Promise<Prepared>;
}

/**
 * Runs an operation from its local lock to its end. The operation prepares a run, which is journalled, driven and proven. Every occurrence is emitted,
 * and the last event is `run-ended`. Never throws, because a bug is an outcome too.
 */
export async function conduct<Options extends RunOptions>(
  given: Options,
  operation: Operation<Options>,
): Promise<Outcome> {
  const watch = watchFreeze(given.emit);
  const options = { ...given, emit: watch.emit };
  const lock = takeLocalLock(
    localLockFile(options.stateDirectory, options.cluster.name),
    options.operator,
    options.clock.now(),
  );
  try {
    const ended = lock.ok ? await attempt(options, operation, lock.value) : without(outcomeOf(lock.failure, false));
    return await endCommand(options, { ...ended, frozen: watch.frozen() });
  } catch (error) {
    const outcome: Outcome = { kind: 'bug', failure: bugOf(error, operation.name) };
    options.emit({ type: 'run-ended', outcome, summary: undefined });
    return outcome;
  } finally {
    if (lock.ok) lock.value.release();
  }
}

function without(outcome: Outcome): Concluded {
  return { outcome, summary: undefined };
}

async function attempt<Options extends RunOptions>(
  options: Options,
  { name, prepare }: Operation<Options>,
  lock: LocalLock,
): Promise<Concluded> {
  try {
    const prepared = await prepare(options);
    return 'run' in prepared
      ? await conclude(options, { name, prepared: prepared.run, lock })
      : without(prepared.outcome);
  } catch (error) {
    return without({ kind: 'bug', failure: bugOf(error, name) });
  }
}

async function conclude(
  options: RunOptions,
  {
    name,
    prepared,
    lock: localLock,
  }: { readonly name: string; readonly prepared: PreparedRun; readonly lock: LocalLock },
): Promise<Concluded> {
  const { journal, lock } = prepared;
  const mirror = mirrorOf(options, prepared);
  const executed = await execute(name, () => executeRun(options, { ...prepared, mirror }, localLock));
  return concludeRun(options, { journal, mirror, lock, localLock }, executed);
}

function mirrorOf(options: RunOptions, { plan, journal, runId }: PreparedRun): JournalMirror {
  const { cluster, fleet, emit } = options;
  if (!cluster.journal.mirror) return NO_MIRROR;
  return createJournalMirror({
    journal,
    cluster: cluster.name,
    runId,
    runner: fleet.runner(plan.leader),
    emit,
    scrubFailure: (failure) => scrubbedFailure(failure, options.scrub),
  });
}

async function execute(name: string, act: () => ReturnType<typeof executeRun>): ReturnType<typeof executeRun> {
  try {
    return await act();
  } catch (error) {
    return { failure: bugOf(error, name), outages: [], seen: undefined, summary: undefined };
  }
}
