import type { Count } from '../units.ts';
import type { Check } from '../check.ts';
import type { Failure } from '../failure.ts';
import type { KeyOutOfReach } from '../key-out-of-reach.ts';
import type { Drift } from '../plan.ts';
import type { StepId } from '../step.ts';

/** Why the journal and the cluster do not fit together (failures.md 7.3). */
export type Disagreement =
  /** The stage is further back than the journal says. */
  | 'stage-went-back'
  /** The stage is further on than anything the journal intended. */
  | 'stage-beyond-journal'
  /** The stage looks clean, but a file holds two keys or its hash is not the state file's: a crash in the middle of a rewrite. */
  | 'crashed-rewrite'
  /** There is a key the journal does not know. */
  | 'unknown-key'
  /** Servers show stages that no rotation of ours produces. */
  | 'stages-inconsistent'
  /** The servers are not those of the journal. */
  | 'servers-changed'
  /** Secrets are under a key that no server has, before this run's rewrite could have put them there. */
  | 'key-missing'
  /** Secrets are being rewritten, and whether the old key will be kept cannot be seen before it is over. */
  | 'rewrite-ambiguous'
  /** The transient unit of a stage command still runs. */
  | 'command-still-running';

/** Several servers could not be asked: why, for each. One that is alone has its own failure instead. */
export interface ServersUnasked {
  readonly kind: 'servers-unasked';
  readonly servers: readonly { readonly name: string; readonly failure: Failure }[];
}

/** Checks refuse the rotation. Nothing was changed. */
interface PreflightRefused {
  readonly kind: 'preflight-refused';
  readonly checks: readonly Check[];
}

/** Checks refuse to resume the run. */
interface ResumeRefused {
  readonly kind: 'resume-refused';
  readonly checks: readonly Check[];
}

/** The saved plan no longer fits the cluster. */
interface PlanDrifted {
  readonly kind: 'plan-drifted';
  readonly planId: string;
  readonly drifts: readonly Drift[];
}

/** Another run holds the lock. Times are ISO 8601. */
export interface LockHeld {
  readonly kind: 'lock-held';
  readonly holder: string;
  readonly since: string;
  readonly where: string;
  readonly expiresAt: string | undefined;
  /** A lock file that no program may judge. A person who knows that its holder is gone removes it. */
  readonly removableFile?: string;
}

/** This run held the lock and lost it. */
interface LockLost {
  readonly kind: 'lock-lost';
  readonly holder: string;
  readonly where: string;
}

/** For a minute no server could confirm who holds the lock, so that nothing more is begun. */
interface LockUnconfirmed {
  readonly kind: 'lock-unconfirmed';
  readonly reason: string;
}

/** The journal cannot be written, so that nothing more is begun. */
interface JournalUnwritable {
  readonly kind: 'journal-unwritable';
  readonly file: string;
  readonly reason: string;
}

/** The lock file of this machine cannot be written. */
interface LockUnwritable {
  readonly kind: 'lock-unwritable';
  readonly file: string;
  readonly reason: string;
}

/** The directory of runs cannot be read, so that unfinished runs cannot be excluded. */
interface RunsUnreadable {
  readonly kind: 'runs-unreadable';
  readonly directory: string;
  readonly reason: string;
}

/** A line of the journal does not parse, or its hash chain is broken. `line` counts from 1. */
interface JournalCorrupt {
  readonly kind: 'journal-corrupt';
  readonly file: string;
  readonly line: Count;
  readonly reason: string;
}

/** The cluster, or any cluster where none was named, has no unfinished run. */
interface NothingToResume {
  readonly kind: 'nothing-to-resume';
  readonly cluster: string | undefined;
}

/** No rotation is half-done. Every server has the same single key. */
interface NothingToAdopt {
  readonly kind: 'nothing-to-adopt';
  readonly cluster: string;
}

/** The cluster has an unfinished run of keyturn, which must be resumed or ended first. */
interface UnfinishedRun {
  readonly kind: 'unfinished-run';
  readonly runId: string;
  readonly journal: string;
}

/** Secrets are under keys that some servers lack, and going on could cost the last copy of a key. The most urgent key comes first. */
interface KeysOutOfReach {
  readonly kind: 'keys-out-of-reach';
  readonly keys: readonly KeyOutOfReach[];
}

/** A server that is to be left out answers. `recorded` says that an unfinished run goes on without it already. */
interface LeftOutAnswers {
  readonly kind: 'left-out-answers';
  readonly server: string;
  readonly recorded: boolean;
}

/** The server that runs the stage commands of the unfinished run is to be left out. */
interface LeaderLeftOut {
  readonly kind: 'leader-left-out';
  readonly server: string;
  readonly runId: string;
}

/** The journal and the cluster do not fit together. */
interface JournalDisagrees {
  readonly kind: 'journal-disagrees';
  readonly disagreement: Disagreement;
  readonly evidence: readonly string[];
}

/** The operator stopped the run. `at` says where; it is `undefined` before the first step. */
interface Interrupted {
  readonly kind: 'interrupted';
  readonly at: StoppedAt | undefined;
}

export type RunFailure =
  | ServersUnasked
  | PreflightRefused
  | ResumeRefused
  | PlanDrifted
  | LockHeld
  | LockLost
  | LockUnconfirmed
  | JournalUnwritable
  | LockUnwritable
  | RunsUnreadable
  | JournalCorrupt
  | NothingToResume
  | NothingToAdopt
  | UnfinishedRun
  | KeysOutOfReach
  | LeftOutAnswers
  | LeaderLeftOut
  | JournalDisagrees
  | Interrupted;

/** `before` the step was begun, `during` a step that only looks, or when what the step does may have been `sent`, and may still be at work. */
export interface StoppedAt {
  readonly step: StepId;
  readonly moment: 'before' | 'during' | 'sent';
}
