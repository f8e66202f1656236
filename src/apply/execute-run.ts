import { controlPlanesOf } from '../model/course.ts';
import type { Failure } from '../model/failure.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Outage, RunSummary } from '../model/run-summary.ts';
import type { SeenSince } from '../model/seen-since.ts';
import { alertQuestion } from './automation/ask-prometheus.ts';
import { createHooks } from './automation/hooks.ts';
import { secureAdopted } from './secure-adopted.ts';
import { drive, driveRescue, type Driven } from './drive.ts';
import { createOutageMeter } from './watch/outage-meter.ts';
import type { JournalMirror } from './journal/journal-mirror.ts';
import type { LocalLock } from './locks/local-lock.ts';
import type { PreparedRun } from './prepared-run.ts';
import { createProgress } from './watch/progress.ts';
import { releaseFreeze, tellWritesLeftFrozen } from './release-freeze.ts';
import type { RunOptions } from './rotate-options.ts';
import { restartsIn } from '../history/past-work.ts';
import { acting, controlPlaneNames, type Run, scrubbedFailure } from './run/run.ts';
import { createRestartLog } from './run/restart-log.ts';
import { createSeenLog, seeing } from './watch/seen-log.ts';
import { createServerViews } from './watch/server-views.ts';
import { watchedFleet } from './watch/watched-fleet.ts';
import { runSummary } from '../history/run-summary.ts';

/** How the charts ended. `seen` is what the process saw after its last line. */
export interface Executed {
  readonly failure: Failure | undefined;
  readonly outages: readonly Outage[];
  readonly seen: SeenSince | undefined;
  /** The closing figures, from the lines of the journal with the last line. */
  readonly summary: ((lines: readonly JournalLine[]) => RunSummary) | undefined;
}

/**
 * A resumed process counts other figures, so the first counts are journalled once. A disk that refuses the line stops
 * the run at its first step.
 */
function countAtBegin({ journal, facts }: Run): void {
  if (facts.census !== undefined && journal.lines.every(({ record }) => record.kind !== 'counted')) {
    journal.append({ kind: 'counted', census: facts.census });
  }
}

async function runFromEntry(run: Run, { entry, rescueEntry, secureFirst }: PreparedRun): Promise<Driven> {
  if (rescueEntry !== undefined) return driveRescue(run, rescueEntry);
  const unsecured = secureFirst ? await secureAdopted(run, entry) : undefined;
  return unsecured === undefined ? drive(run, entry) : { failure: unsecured, proof: undefined };
}

async function runWithHook(run: Run, prepared: PreparedRun): Promise<Driven> {
  const unready = await run.callHook('before-run', { runId: run.runId });
  return unready === undefined ? runFromEntry(run, prepared) : { failure: unready, proof: undefined };
}

/** Drives a prepared run to its end. The Lease is still held afterwards, for the last line of the journal. */
export async function executeRun(
  options: RunOptions,
  prepared: PreparedRun & { readonly mirror: JournalMirror },
  localLock: LocalLock,
): Promise<Executed> {
  const { clock } = options;
  const { plan, facts, lock, lockLost, journal } = prepared;
  const startedAt = clock.now();
  const log = createSeenLog(clock);
  const emit = seeing(log, options.emit);
  const run: Run = {
    runId: prepared.runId,
    callHook: createHooks({
      ...options,
      emit,
      environment: options.environment ?? {},
      signal: options.interrupts.hard,
    }),
    askAlerts: alertQuestion(options.cluster.automation.alerts, options.environment ?? {}),
    plan,
    facts,
    cluster: options.cluster,
    fleet: watchedFleet(options.fleet, (command) => log.sent({ ...command, line: options.scrub(command.line) })),
    journal: { ...journal, append: (record) => journal.append(record, log.take()) },
    mirror: prepared.mirror,
    clock,
    interrupts: {
      soft: AbortSignal.any([options.interrupts.soft, lockLost]),
      hard: options.interrupts.hard,
      halt: AbortSignal.any([options.interrupts.hard, lockLost]),
    },
    emit,
    progress: createProgress(plan, emit, clock),
    outages: createOutageMeter(controlPlanesOf(plan.course).map(({ name }) => name)),
    views: createServerViews(facts, restartsIn(prepared.journal.lines)),
    restarts: createRestartLog(clock),
    readBack: options.readBack,
    // The lock file is read before every act, because the Lease shows a loss only at its next renewal.
    confirmLock: async () => localLock.lost() ?? lock.keeper.confirm(options.interrupts.hard),
    scrubFailure: (failure) => scrubbedFailure(failure, options.scrub),
  };
  let driven: Driven = { failure: undefined, proof: undefined };
  let isOver = false;
  try {
    countAtBegin(run);
    const mirrored = await run.mirror.catchUp(acting(run), prepared.mirrorAtFirst);
    for (const view of run.views.all()) emit({ type: 'server-view', view });
    for (const server of controlPlaneNames(run)) run.outages.seen(server, true, startedAt);
    driven = mirrored.ok ? await runWithHook(run, prepared) : { failure: mirrored.failure, proof: undefined };
    if (driven.failure !== undefined) await releaseFreeze(run, driven.failure);
    isOver = true;
  } finally {
    // After a bug only this report is sent.
    if (!isOver) tellWritesLeftFrozen(emit, journal.lines);
  }
  const closing = { remnants: driven.proof?.remnants, leftOut: facts.leftOut };
  return {
    failure: driven.failure,
    outages: run.outages.outages(clock.now()),
    seen: log.take(),
    summary: (lines) => runSummary({ lines, plan, file: journal.file }, closing),
  };
}
