import type { Failure } from '../model/failure.ts';
import type { RunSummary } from '../model/event.ts';
import { secureAdopted } from './secure-adopted.ts';
import { drive } from './drive.ts';
import { createOutageMeter } from './outage-meter.ts';
import type { PreparedRun } from './prepared-run.ts';
import { createProgress } from './progress.ts';
import { releaseFreeze } from './release-freeze.ts';
import type { RotateOptions } from './rotate.ts';
import { controlPlanes, type Run } from './run.ts';
import { createServerViews } from './server-views.ts';
import { summaryOf } from './summary.ts';

/** How the charts ended; `summary` is called after the last journal line. */
export interface Executed {
  readonly failure: Failure | undefined;
  readonly summary: (() => RunSummary) | undefined;
}

/** Drives a prepared run to its end, heartbeat and locks around it. */
export async function executeRun(options: RotateOptions, prepared: PreparedRun): Promise<Executed> {
  const { clock, emit } = options;
  const { plan, facts, lock, lockLost } = prepared;
  const startedAt = clock.now();
  const run: Run = {
    plan,
    facts,
    cluster: options.cluster,
    fleet: options.fleet,
    journal: prepared.journal,
    clock,
    interrupts: {
      soft: AbortSignal.any([options.interrupts.soft, lockLost]),
      hard: options.interrupts.hard,
    },
    emit,
    progress: createProgress(plan, emit),
    outages: createOutageMeter(plan.course.order.filter(({ part }) => part !== 'etcd-only').map(({ name }) => name)),
    views: createServerViews(facts),
    heartbeatsBefore: new Map(),
    restartsBegan: new Map(),
    final: { census: undefined, newKey: undefined },
    confirmLock: () => lock.keeper.confirm(options.interrupts.hard),
    scrubFailure: (failure) => JSON.parse(options.scrub(JSON.stringify(failure))) as Failure,
  };
  for (const view of run.views.all()) emit({ type: 'server-view', view });
  for (const server of controlPlanes(run)) run.outages.seen(server, true, startedAt);
  const secured = prepared.secureFirst ? await secureAdopted(run) : undefined;
  const output =
    secured === undefined ? await drive(run, prepared.entry) : { kind: 'stopped' as const, failure: secured };
  if (output.kind === 'stopped') await releaseFreeze(run);
  await lock.release({ signal: options.interrupts.hard, clock });
  const failure = lock.keeper.lost() ?? (output.kind === 'stopped' ? output.failure : undefined);
  return { failure, summary: () => summaryOf(run, { runId: prepared.runId, durationMs: clock.now() - startedAt }) };
}
