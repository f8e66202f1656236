import type { Census, ClusterFacts } from './facts.ts';
import type { Entry } from './entry.ts';
import type { Failure } from './failure.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { ProgressSource } from './rewrite-progress.ts';
import type { Gate, StepId } from './step.ts';
import type { Remnants } from './datastore.ts';
import type { StageHash } from './encryption.ts';

/** What can be said of one server while a run goes on; a column of the live table. */
export interface ServerView {
  readonly server: string;
  readonly stage: StageHash | undefined;
  /** SHA-256 of the file that its apiserver has loaded, hexadecimal; `undefined` where unknown or without apiserver. */
  readonly loadedSha256: string | undefined;
  readonly health: 'healthy' | 'restarting' | 'unhealthy' | 'unknown';
  /** Restarts by this run. */
  readonly restarts: number;
}

/** How long the apiserver of a server did not answer, as seen by the run. */
export interface Outage {
  readonly server: string;
  readonly ms: number;
}

/** Secrets that were read one by one through each apiserver. */
export interface ReadBack {
  /** How many through each. */
  readonly sample: number;
  /** How many there are. */
  readonly total: number;
  readonly apiservers: number;
}

/** How the keys stand on the servers where a run ended; `rotated`: the proof held; `unsure`: nothing is claimed. */
export const KEYS_STANDINGS = [
  'as-before',
  'readable-everywhere',
  'rewriting',
  'rewriting-before-followers',
  'rotated',
  'unsure',
] as const;
export type KeysStanding = (typeof KEYS_STANDINGS)[number];

/** The closing figures of a run, over all its processes. */
export interface RunSummary {
  readonly runId: string;
  readonly cluster: string;
  readonly durationMs: number;
  readonly outages: readonly Outage[];
  /** Processes of this run that were killed: what they saw of outages is lost. */
  readonly killedProcesses: number;
  /** When the run began; `undefined`: nobody counted. */
  readonly before: Census | undefined;
  readonly after: Census | undefined;
  readonly readBack: ReadBack | undefined;
  /** Names only. */
  readonly oldKey: string;
  readonly newKey: string | undefined;
  readonly keys: KeysStanding;
  readonly snapshots: readonly string[];
  /** The operator's own words for a backup that keyturn did not take. */
  readonly backupReference: string | undefined;
  /** Older values in the database behind kine, after the proof. */
  readonly remnants: Remnants | undefined;
  /** Sealed copies, as `server:path`. */
  readonly sealedCopies: readonly string[];
  readonly journal: string;
}

/** Everything that happens, for whoever wants to tell it. Only `report/` makes text of it. */
export type Event =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly cluster: string;
      readonly plan: Plan;
      readonly journal: string;
    }
  | {
      readonly type: 'run-resumed';
      readonly runId: string;
      readonly cluster: string;
      readonly plan: Plan;
      readonly entry: Entry;
      readonly journal: string;
    }
  | { readonly type: 'facts-gathering'; readonly cluster: string; readonly servers: readonly string[] }
  | { readonly type: 'facts-gathered'; readonly facts: ClusterFacts }
  | {
      readonly type: 'step-started';
      readonly step: StepId;
      readonly index: number;
      readonly total: number;
      readonly estimateMs: number;
    }
  /** `found`: the effect was already there. */
  | {
      readonly type: 'step-finished';
      readonly step: StepId;
      readonly durationMs: number;
      readonly found: boolean;
      readonly evidence: Readonly<Record<string, string | number>>;
    }
  | { readonly type: 'step-failed'; readonly step: StepId; readonly failure: Failure }
  /** A gate is being waited for. Sent at each poll; reporters thin it out. */
  | {
      readonly type: 'waiting';
      readonly server: string;
      readonly gate: Gate;
      readonly step: StepId;
      readonly elapsedMs: number;
      readonly deadlineMs: number;
      readonly observed: readonly string[];
    }
  | {
      readonly type: 'gate-held';
      readonly server: string;
      readonly gate: Gate;
      readonly step: StepId;
      readonly elapsedMs: number;
    }
  | { readonly type: 'server-view'; readonly view: ServerView }
  /** The pace is of the time since it was first known; it is absent where nothing can be said of it yet. */
  | {
      readonly type: 'rewrite-progress';
      readonly rewritten: number;
      readonly total: number;
      readonly source: ProgressSource;
      readonly perSecond?: number;
      readonly leftMs?: number;
    }
  /** The journal of the server tells nothing of a rewrite that goes on: from now on the Secrets in etcd are counted instead. */
  | { readonly type: 'rewrite-untold'; readonly server: string }
  /** `stragglerCount`: Secrets that are not under the new key, whatever they are under. */
  | { readonly type: 'census-taken'; readonly step: StepId; readonly census: Census; readonly stragglerCount: number }
  | { readonly type: 'stragglers-repaired'; readonly step: StepId; readonly through: string; readonly count: number }
  | { readonly type: 'read-back-progress'; readonly server: string; readonly read: number; readonly total: number }
  | { readonly type: 'command-sent'; readonly server: string; readonly line: string; readonly mutates: boolean }
  | { readonly type: 'reconnecting'; readonly server: string; readonly reason: string }
  | { readonly type: 'interrupt-requested'; readonly hard: boolean }
  /** The run stopped and writes of Secrets stay refused. `lines` lift it by hand, on `server`. */
  | {
      readonly type: 'writes-left-frozen';
      readonly reason: LeftFrozen;
      readonly server: string;
      readonly lines: readonly string[];
    }
  | { readonly type: 'lock-heartbeat-failed'; readonly reason: string }
  | { readonly type: 'run-ended'; readonly outcome: Outcome; readonly summary: RunSummary | undefined };

/**
 * Why writes of Secrets stay refused after a run: some server may still write with the old key alone; Secrets are under the old key, and no server
 * has both keys; or the refusal could not be lifted.
 */
export type LeftFrozen = 'servers-differ' | 'secrets-left' | 'not-lifted';

/** Where events go. A listener can never break a run: implementations swallow their own errors. */
export type Emit = (event: Event) => void;
