import type { HookEnding, HookName } from './automation.ts';
import type { StageHash, ProgressSource } from './encryption.ts';
import type { Census, ClusterFacts, LeftOutServer } from './facts.ts';
import type { Entry } from './entry.ts';
import type { Failure } from './failure.ts';
import type { WindowStanding } from './failures/unattended.ts';
import type { StopSignal } from './failures/run.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { RunSummary, PastWork } from './run-summary.ts';
import type { JournalTakenEvent, MirrorBehindEvent, MirrorCaughtUpEvent } from './mirror-event.ts';
import type { Gate, StepId } from './step.ts';
import type { Count, Milliseconds } from './units.ts';

/** The state of one server during a run, shown as a column of the live table. */
export interface ServerView {
  readonly server: string;
  readonly stage: StageHash | undefined;
  /** SHA-256 of the file that the server's apiserver has loaded, hexadecimal, or `undefined` if unknown or without an apiserver. */
  readonly loadedSha256: string | undefined;
  readonly health: 'healthy' | 'restarting' | 'unhealthy' | 'unknown';
  /** Restarts by this run. */
  readonly restarts: Count;
}

/** A run begins and its journal is open. */
interface RunStartedEvent {
  readonly type: 'run-started';
  readonly runId: string;
  readonly cluster: string;
  readonly plan: Plan;
  readonly journal: string;
}

/** An unfinished run is resumed. `entry` is the chart state where the run continues, and `past` the work so far. */
interface RunResumedEvent {
  readonly type: 'run-resumed';
  readonly runId: string;
  readonly cluster: string;
  readonly plan: Plan;
  readonly entry: Entry;
  readonly journal: string;
  readonly past: PastWork;
}

/**
 * The run continues without servers on lost hosts. `voters` counts etcd's remaining voters and is absent without an etcd of the engine's own.
 */
export interface ServersLeftOutEvent {
  readonly type: 'servers-left-out';
  readonly servers: readonly LeftOutServer[];
  readonly voters: Count | undefined;
}

/** keyturn begins to ask the servers. Nothing is changed. */
interface FactsGatheringEvent {
  readonly type: 'facts-gathering';
  readonly cluster: string;
  readonly servers: readonly string[];
}

/** All facts are gathered. */
interface FactsGatheredEvent {
  readonly type: 'facts-gathered';
  readonly facts: ClusterFacts;
}

/** A step of the plan begins. `index` counts from 0. */
export interface StepStartedEvent {
  readonly type: 'step-started';
  readonly step: StepId;
  readonly index: Count;
  readonly total: Count;
  readonly estimateMs: Milliseconds;
}

/** A step has ended. `found` says that the step's effect already existed. */
interface StepFinishedEvent {
  readonly type: 'step-finished';
  readonly step: StepId;
  readonly durationMs: Milliseconds;
  readonly found: boolean;
  readonly evidence: Readonly<Record<string, string | number>>;
}

/** A step failed and the run stops. */
interface StepFailedEvent {
  readonly type: 'step-failed';
  readonly step: StepId;
  readonly failure: Failure;
}

/** The run waits for a gate. Each look at the gate sends one such event, and reporters thin the events out. */
export interface WaitingEvent {
  readonly type: 'waiting';
  readonly server: string;
  readonly gate: Gate;
  readonly step: StepId;
  readonly elapsedMs: Milliseconds;
  readonly deadlineMs: Milliseconds;
  readonly observed: readonly string[];
  /** Time since the last progress of a rewrite. Absent for other waits. */
  readonly sinceProgressMs?: Milliseconds;
  /** The longest time without progress after which a rewrite is given up. Absent for other waits. */
  readonly patienceMs?: Milliseconds;
}

/** A gate holds. */
interface GateHeldEvent {
  readonly type: 'gate-held';
  readonly server: string;
  readonly gate: Gate;
  readonly step: StepId;
  readonly elapsedMs: Milliseconds;
}

/** The present state of one server. */
interface ServerViewEvent {
  readonly type: 'server-view';
  readonly view: ServerView;
}

/** How many Secrets the engine has rewritten. Pace and time left are absent until enough is known. */
export interface RewriteProgressEvent {
  readonly type: 'rewrite-progress';
  readonly rewritten: Count;
  readonly total: Count;
  readonly source: ProgressSource;
  readonly perSecond?: number;
  readonly leftMs?: Milliseconds;
}

/** The server's journal reports nothing about a rewrite in progress. From now on the Secrets in the datastore are counted instead. */
interface RewriteUnreportedEvent {
  readonly type: 'rewrite-unreported';
  readonly server: string;
}

/** The Secrets in the datastore were counted. `stragglerCount` counts the Secrets that are not under the new key. */
interface CensusTakenEvent {
  readonly type: 'census-taken';
  readonly step: StepId;
  readonly census: Census;
  readonly stragglerCount: Count;
}

/** Secrets under the old key were rewritten by empty patches. */
export interface StragglersRepairedEvent {
  readonly type: 'stragglers-repaired';
  readonly step: StepId;
  readonly through: string;
  readonly count: Count;
}

/** How many Secrets were read back through one server. */
export interface ReadBackProgressEvent {
  readonly type: 'read-back-progress';
  readonly server: string;
  readonly read: Count;
  readonly total: Count;
}

/** A command was sent, exactly this line. */
interface CommandSentEvent {
  readonly type: 'command-sent';
  readonly server: string;
  readonly line: string;
  readonly mutates: boolean;
}

/** A connection broke and is being made again. */
export interface ReconnectingEvent {
  readonly type: 'reconnecting';
  readonly server: string;
  readonly reason: string;
  /** Time since the connection broke. Absent for a connection that was found broken. */
  readonly elapsedMs?: Milliseconds;
  /** The longest time for which the server is asked again. */
  readonly deadlineMs?: Milliseconds;
}

/** The operator asked to stop, or the terminal was closed. `hard` means at once, not at the next safe point. */
interface InterruptRequestedEvent {
  readonly type: 'interrupt-requested';
  readonly hard: boolean;
  readonly signal: StopSignal;
}

/** The run stopped and writes of Secrets stay refused. `lines` are the commands that lift the refusal by hand, on `server`. */
export interface WritesLeftFrozenEvent {
  readonly type: 'writes-left-frozen';
  readonly reason: LeftFrozen;
  readonly server: string;
  readonly lines: readonly string[];
}

/**
 * The rewrite of `rotate-keys` was over, or nearly over, before every follower had both keys. Writes stay refused until the last roll. `server` is
 * the follower that was not restarted early, or `undefined` if all were and one came too late.
 */
interface EarlyRollLateEvent {
  readonly type: 'early-roll-late';
  readonly server: string | undefined;
}

/** A resumed run may not end inside a maintenance window. The run goes on, because a half-done rotation is worse. */
interface OutsideWindowEvent extends WindowStanding {
  readonly type: 'outside-window';
  readonly leftMs: Milliseconds;
}

/** The lock could not be renewed this time. */
interface LockHeartbeatFailedEvent {
  readonly type: 'lock-heartbeat-failed';
  readonly reason: string;
}

/** A program of the operator has ended. `output` is the end of what it printed. */
interface HookFinishedEvent {
  readonly type: 'hook-finished';
  readonly hook: HookName;
  readonly program: string;
  /** Only for the hooks around a restart. */
  readonly server: string | undefined;
  readonly ending: HookEnding;
  readonly output: string;
  readonly durationMs: Milliseconds;
}

/** A webhook received how the command ended, or could not be reached. `target` has neither path nor token. */
interface NotifiedEvent {
  readonly type: 'notified';
  readonly target: string;
  /** Why the webhook did not take the notification. */
  readonly failure: string | undefined;
}

/** The last event of every run. */
export interface RunEndedEvent {
  readonly type: 'run-ended';
  readonly outcome: Outcome;
  readonly summary: RunSummary | undefined;
}

/** All events of a run. Only `report/` makes text of an event. */
export type Event =
  | RunStartedEvent
  | RunResumedEvent
  | ServersLeftOutEvent
  | FactsGatheringEvent
  | FactsGatheredEvent
  | StepStartedEvent
  | StepFinishedEvent
  | StepFailedEvent
  | WaitingEvent
  | GateHeldEvent
  | ServerViewEvent
  | RewriteProgressEvent
  | RewriteUnreportedEvent
  | CensusTakenEvent
  | StragglersRepairedEvent
  | ReadBackProgressEvent
  | CommandSentEvent
  | ReconnectingEvent
  | InterruptRequestedEvent
  | WritesLeftFrozenEvent
  | EarlyRollLateEvent
  | OutsideWindowEvent
  | LockHeartbeatFailedEvent
  | HookFinishedEvent
  | NotifiedEvent
  | MirrorBehindEvent
  | MirrorCaughtUpEvent
  | JournalTakenEvent
  | RunEndedEvent;

/**
 * Why writes of Secrets stay refused after a run. Some server may still write with only the old key, or Secrets are under the old key without a
 * server that has both keys, or only deletions are refused because the engine still rewrites (`rewrite-goes-on`), or only deletions are refused and
 * the rewrite was cut off, so that nothing needs the refusal any more (`rewrite-cut-off`), or the refusal could not be lifted.
 */
export type LeftFrozen = 'servers-differ' | 'secrets-left' | 'rewrite-goes-on' | 'rewrite-cut-off' | 'not-lifted';

/** The receiver of events. A listener can never break a run, because implementations swallow their own errors. */
export type Emit = (event: Event) => void;
