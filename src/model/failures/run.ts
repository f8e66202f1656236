import type { Code, Count } from '../units.ts';
import type { Check } from '../check.ts';
import type { ServerFailure } from './host.ts';
import type { KeyOutOfReach } from '../key-out-of-reach.ts';
import type { Drift } from '../plan.ts';
import type { StepId } from '../step.ts';

/** Why the journal and the cluster disagree (failures.md 7.3). */
export type Disagreement =
  /** The stage is further back than in the journal. */
  | 'stage-went-back'
  /** The stage is further on than anything the journal intended. */
  | 'stage-beyond-journal'
  /**
   * The stage looks clean, but a file holds two keys or has a hash different from the state file's hash. The cause is a crash in the middle of a
   * rewrite.
   */
  | 'crashed-rewrite'
  /** A server has a key that the journal does not mention. */
  | 'unknown-key'
  /** Servers show stages that no rotation of keyturn produces. */
  | 'stages-inconsistent'
  /** The servers differ from the servers of the journal. */
  | 'servers-changed'
  /** Secrets are under a key that no server has, before this run's rewrite could have used the key. */
  | 'key-missing'
  /** Secrets are being rewritten. Only the end will show whether the old key is kept. */
  | 'rewrite-ambiguous'
  /** The transient unit of a stage command still runs. */
  | 'command-still-running';

/** Several servers could not be asked, each for its own reason. A single such server has its own failure instead. */
export interface ServersUnasked {
  readonly kind: 'servers-unasked';
  readonly servers: readonly { readonly name: string; readonly failure: ServerFailure }[];
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
  /** A lock file that no program may judge. A person who knows that the holder is gone removes the file. */
  readonly removableFile?: string;
}

/** This run held the lock and lost it. */
interface LockLost {
  readonly kind: 'lock-lost';
  readonly holder: string;
  readonly where: string;
}

/** For a minute no server could confirm the holder of the lock, so that nothing more is begun. */
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

/**
 * Something in the state directory is a link, or belongs to another user, so that somebody else may decide what it says.
 * `owner` is the number of that user.
 */
interface StateUntrusted {
  readonly kind: 'state-untrusted';
  readonly path: string;
  readonly problem: 'symbolic-link' | 'foreign-owner';
  readonly owner: Code | undefined;
}

/** A line of the journal does not parse, or its hash chain is broken. `line` counts from 1. */
export interface JournalCorrupt {
  readonly kind: 'journal-corrupt';
  readonly file: string;
  readonly line: Count;
  readonly reason: string;
  /** The release that wrote the line, where the chain is whole and only the form of the line is unknown. */
  readonly writtenBy?: string;
}

/** The check of a journal found a line that does not follow the line before, or cannot be read. `line` counts from 1. */
interface JournalAltered {
  readonly kind: 'journal-altered';
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

/** A server to be left out answers. `recorded` says that an unfinished run already continues without the server. */
export interface LeftOutAnswers {
  readonly kind: 'left-out-answers';
  readonly server: string;
  readonly recorded: boolean;
}

/** The operator asked to leave out the server that runs the stage commands of the unfinished run. */
export interface LeaderLeftOut {
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

/** The signals that stop a run. A closed terminal sends SIGHUP, and a machine that shuts down sends SIGTERM. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

/** The operator stopped the run. `at` is the place of the stop, or `undefined` before the first step. */
interface Interrupted {
  readonly kind: 'interrupted';
  readonly at: StoppedAt | undefined;
  /** The signal that asked for the stop. Absent where the run was stopped by something else. */
  readonly by?: StopSignal;
}

export type RunFailure =
  | ServersUnasked
  | StateUntrusted
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
  | JournalAltered
  | NothingToResume
  | NothingToAdopt
  | UnfinishedRun
  | KeysOutOfReach
  | LeftOutAnswers
  | LeaderLeftOut
  | JournalDisagrees
  | Interrupted;

/**
 * The phase of the stop. `before` means that the step had not begun. `during` means a step that only looks. With `sent` the step's effect may
 * have been requested and may still be in progress.
 */
export interface StoppedAt {
  readonly step: StepId;
  readonly phase: 'before' | 'during' | 'sent';
}
