import type { Distribution } from './cluster.ts';
import type { Remnants } from './datastore.ts';
import type { StageCommand } from './encryption.ts';
import type { Census, LeftOutServer } from './facts.ts';
import type { OutcomeKind } from './outcome.ts';
import type { StepId } from './step.ts';
import type { Course } from './strategy.ts';
import type { Count, Milliseconds } from './units.ts';

/** Time without an answer from a server's apiserver, as seen by the run. */
export interface Outage {
  readonly server: string;
  readonly ms: Milliseconds;
  /** The periods that make up the time, oldest first. Journals of earlier releases lack the periods. */
  readonly periods?: readonly Period[];
}

/** A period between two instants, ISO 8601. */
export interface Period {
  readonly from: string;
  readonly until: string;
}

/** The work of one process on a run, ISO 8601 by the journal. */
export interface WorkPart {
  readonly from: string;
  readonly until: string;
  /** How the process ended. A killed process left no ending, and a running process has none yet. */
  readonly ending: OutcomeKind | 'killed' | 'running';
  /** `user@host`, or `undefined` in journals of earlier releases. */
  readonly operator?: string | undefined;
  /** Version of keyturn, or `undefined` in journals of earlier releases. */
  readonly version?: string | undefined;
}

/** A period of refused writes of Secrets, ISO 8601 by the journal. Without `until` writes may still be refused. */
export interface RefusedWrites {
  readonly from: string;
  readonly until: string | undefined;
}

/** Secrets read one by one through each apiserver. */
export interface ReadBack {
  /** Number of Secrets read through each apiserver. */
  readonly sample: Count;
  /** Number of Secrets in all. */
  readonly total: Count;
  readonly apiservers: Count;
}

/** State of the keys on the servers at the end of a run. With `files-ahead` a rescue has put keys into files that the
 * datastore's copy lacks. With `rotated` the proof held. With `unsure` nothing is claimed. */
export type KeysAtEnd =
  | 'as-before'
  | 'readable-everywhere'
  | 'rewriting'
  | 'rewriting-before-followers'
  | 'files-ahead'
  | 'rotated'
  | 'unsure';

/** The parts of a run as a reader names them. The first is the time before `prepare`, and the last begins with the proof. */
export const RUN_STAGES = ['start', 'prepare', 'rotate', 'reencrypt', 'finished', 'proof'] as const;
export type RunStage = (typeof RUN_STAGES)[number];

/** The working time that a stage took, over all processes. */
export interface StageTime {
  readonly stage: RunStage;
  readonly ms: Milliseconds;
}

/** A time in which rewritten Secrets could not be read through one server, at most. Without `until` the time may go on. */
export interface ReadsAtRisk {
  readonly server: string;
  readonly from: string;
  readonly until: string | undefined;
}

/** The step that was newest when a run stopped. `index` counts from 0, and is `undefined` for a step outside the plan. */
export interface StoppedStep {
  readonly step: StepId;
  readonly stage: RunStage;
  readonly index: Count | undefined;
  readonly total: Count;
}

/** The step that took longest, most often a wait. */
export interface LongestStep {
  readonly step: StepId;
  readonly ms: Milliseconds;
}

/** The closing figures of a run, over all its processes, from its journal alone. Times are ISO 8601. */
export interface RunSummary {
  readonly runId: string;
  readonly cluster: string;
  readonly distribution: Distribution;
  /** Only where the run is no rotation. */
  readonly operation?: 'rescue' | 'rescue-undone';
  readonly strategy: Course['strategy'];
  readonly startedAt: string;
  /** The time of the last line. */
  readonly endedAt: string;
  /** Working time of all processes, without the time between two processes. */
  readonly durationMs: Milliseconds;
  /** One part for each process, oldest first. */
  readonly parts: readonly WorkPart[];
  readonly stages: readonly StageTime[];
  readonly longestStep: LongestStep | undefined;
  /** The newest step of a run that has not ended well. */
  readonly stopped: StoppedStep | undefined;
  /** Restarts of the engine's service. */
  readonly restarts: Count;
  /** Stage commands that were sent, or may have been sent, in order. */
  readonly commandsSent: readonly StageCommand[];
  /** Servers whose service was restarted. */
  readonly restarted: readonly string[];
  /** Servers of the plan whose service was not restarted. */
  readonly notRestarted: readonly string[];
  readonly readsAtRisk: readonly ReadsAtRisk[];
  readonly outages: readonly Outage[];
  /** Periods of refused writes of Secrets. The list is empty if the run did not freeze writes. */
  readonly refusedWrites: readonly RefusedWrites[];
  /** Number of killed processes of this run. Their observations of outages are lost. */
  readonly killedProcesses: Count;
  /** The census at the start of the run, or `undefined` without a count. */
  readonly before: Census | undefined;
  readonly after: Census | undefined;
  readonly readBack: ReadBack | undefined;
  /** Name of the old key, never key material. */
  readonly oldKey: string;
  readonly newKey: string | undefined;
  readonly keys: KeysAtEnd;
  readonly snapshots: readonly string[];
  /** The operator's own words for a backup that keyturn did not make. */
  readonly backupReference: string | undefined;
  /** Older values in the database behind kine, after the proof. */
  readonly remnants: Remnants | undefined;
  /** Servers that the run continued without. */
  readonly leftOut: readonly LeftOutServer[];
  /** Sealed copies, as `server:path`. */
  readonly sealedCopies: readonly string[];
  /** Sealed copies of earlier runs on the servers at the start of the run. */
  readonly earlierCopies: readonly FoundCopy[];
  /** Whether the run took over a rotation that another operator or tool began. */
  readonly adopted: boolean;
  /** When the inventory wants the next rotation. `undefined` without a policy, or before the run has ended well. */
  readonly dueAt: string | undefined;
  readonly journal: string;
}

/** A sealed copy of credential files that an earlier run left on a server. */
export interface FoundCopy {
  readonly server: string;
  /** Directory of the copy, for example `/var/lib/keyturn/sealed/0123456789ab/before`. */
  readonly directory: string;
  /** Time of the copy by the host's clock, in seconds since the epoch. */
  readonly madeAtSeconds: number;
}

/** A step that an earlier process of a run finished, and how long the step took. */
export interface PastStep {
  readonly step: StepId;
  readonly durationMs: Milliseconds;
}

/** What the earlier processes of a resumed run did, by the journal. */
export interface PastWork {
  /** Working time of the processes together, without the time between two processes. */
  readonly workedMs: Milliseconds;
  /** Finished steps, in the order of their ends. */
  readonly steps: readonly PastStep[];
  /** Requested restarts of each server. */
  readonly restarts: Readonly<Record<string, Count>>;
  /** When writes of Secrets were refused, ISO 8601. Absent where writes are not refused. */
  readonly refusedSince?: string;
}
