import type { Clock, StepContext } from '../../model/clock.ts';
import type { Cluster } from '../../model/cluster.ts';
import { controlPlanesOf } from '../../model/course.ts';
import type { Emit } from '../../model/event.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import type { Failure } from '../../model/failure.ts';
import type { RunFailure } from '../../model/failures/run.ts';
import type { Plan } from '../../model/plan.ts';
import type { Fleet, Runner } from '../../remote/runner.ts';
import type { AskAlerts } from '../automation/ask-prometheus.ts';
import type { CallHook } from '../automation/hooks.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalMirror } from '../journal/journal-mirror.ts';
import type { OutageMeter } from '../watch/outage-meter.ts';
import type { Progress } from '../watch/progress.ts';
import type { ServerViews } from '../watch/server-views.ts';
import type { RestartLog } from './restart-log.ts';
import type { StageHash } from '../../model/encryption.ts';

/** How a run is stopped. The reason of a signal that the operator aborted is a `StopSignal`. */
export interface Interrupts {
  /** Stops at the next safe point, for the first Ctrl-C or a lost lock. */
  readonly soft: AbortSignal;
  /** Stops now, for the second Ctrl-C. */
  readonly hard: AbortSignal;
  /** Ends the wait for a server that was taken out of the cluster, for the second Ctrl-C or a lost lock. */
  readonly halt: AbortSignal;
}

/** What the steps of one run share. */
export interface Run {
  readonly runId: string;
  readonly plan: Plan;
  readonly cluster: Cluster;
  /** Facts gathered when this process began or resumed the run. */
  readonly facts: ClusterFacts;
  readonly fleet: Fleet;
  readonly journal: Journal;
  /** The copy of the journal on the leader. */
  readonly mirror: JournalMirror;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
  readonly emit: Emit;
  readonly progress: Progress;
  readonly outages: OutageMeter;
  readonly views: ServerViews;
  readonly restarts: RestartLog;
  /** Secrets read back through each apiserver by the proof. */
  readonly readBack: 'sample' | 'all';
  /** Why no change is allowed now. `undefined` means that the cluster-wide lock was ours a moment ago. */
  confirmLock(): Promise<RunFailure | undefined>;
  readonly callHook: CallHook;
  readonly askAlerts: AskAlerts;
  /** A failure that may be written down, with registered secrets taken out. */
  scrubFailure(failure: Failure): Failure;
}

/** Facts of a server of the plan. The plan was checked against the facts, so a missing server is a bug. */
export function serverFacts(run: Pick<Run, 'facts'>, name: string): ServerFacts {
  const found = run.facts.servers.find((server) => server.name === name);
  if (found === undefined) throw new Error(`no facts of server ${name}`);
  return found;
}

export function runnerOf(run: Run, name: string): Runner {
  return run.fleet.runner(name);
}

/** For looking. An operator who asks to stop is obeyed at once. */
export function watching(run: Run): StepContext {
  return { signal: run.interrupts.soft, clock: run.clock };
}

/** For acting and observing the act. Only the second Ctrl-C interrupts. */
export function acting(run: Run): StepContext {
  return { signal: run.interrupts.hard, clock: run.clock };
}

/**
 * The run as seen by the wait for a server that was taken out of the cluster. The first Ctrl-C lets the wait end with a
 * healthy server, because a run that stops in the middle leaves the cluster with one server less.
 */
export function bringingBack(run: Run): Run {
  return { ...run, interrupts: { ...run.interrupts, soft: run.interrupts.halt } };
}

/** Names of the control-plane servers, leader first. */
export function controlPlaneNames(run: Run): readonly string[] {
  return controlPlanesOf(run.plan.course).map(({ name }) => name);
}

/** A failure that may be written down, with registered secrets taken out of every text. */
export function scrubbedFailure(failure: Failure, scrub: (text: string) => string): Failure {
  return JSON.parse(scrub(JSON.stringify(failure))) as Failure;
}

/** Shows the stage and the file of a server to listeners, where they differ from what was shown last. */
export function showStage(run: Pick<Run, 'views' | 'emit'>, server: string, { stage, sha256 }: StageHash): void {
  const shown = run.views.all().find((view) => view.server === server)?.stage;
  if (shown?.stage === stage && shown.sha256 === sha256) return;
  run.emit({ type: 'server-view', view: run.views.stage(server, { stage, sha256 }) });
}
