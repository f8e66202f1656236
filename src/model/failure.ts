import type { Check } from './check.ts';
import type { Stage, StageCommand } from './encryption.ts';
import type { CommandFailure, ConnectionFailure } from './host-failure.ts';
import type { KeyOutOfReach } from './key-out-of-reach.ts';
import type { Drift } from './plan.ts';
import type { ProgressSource } from './rewrite-progress.ts';
import type { CensusMoment, Gate, StepId } from './step.ts';

/** One thing wrong with an inventory, and where. Lines and columns count from 1. */
export interface InventoryProblem {
  /** Stable name of the rule, for example `unknown-key`. */
  readonly rule: string;
  /** For example `clusters.prod.servers[1].host`. */
  readonly path: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The offending values and the permitted ones, as data. */
  readonly found: string | undefined;
  readonly expected: string | undefined;
}

/** The operator's input is wrong. */
export type InputFailure =
  /** `command`: whose options they are, for example `runs end`; `undefined` where it is none that there is. */
  | { readonly kind: 'usage'; readonly message: string; readonly command: string | undefined }
  | { readonly kind: 'inventory-unreadable'; readonly file: string; readonly reason: string }
  | { readonly kind: 'inventory-invalid'; readonly file: string; readonly problems: readonly InventoryProblem[] }
  | { readonly kind: 'cluster-ambiguous'; readonly file: string; readonly clusters: readonly string[] }
  | {
      readonly kind: 'cluster-unknown';
      readonly file: string;
      readonly wanted: string;
      readonly clusters: readonly string[];
    }
  | { readonly kind: 'plan-unreadable'; readonly file: string; readonly reason: string }
  /** Several clusters have an unfinished run: which one is meant? */
  | { readonly kind: 'runs-ambiguous'; readonly clusters: readonly string[] }
  /** A file the operator asked for (`--out`, `--log-file`) cannot be written. Nothing was begun. */
  | { readonly kind: 'file-unwritable'; readonly file: string; readonly reason: string }
  /** What belongs on stdout could not be written there. `finished`: what the command does besides has come to its own end. */
  | { readonly kind: 'output-unwritable'; readonly reason: string; readonly finished: boolean }
  /** A confirmation is needed and there is no terminal to ask at. */
  | { readonly kind: 'confirmation-needed'; readonly question: 'rotate' | 'adopt' | 'end-run' };

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

export type RunFailure =
  /** Checks refuse: nothing was changed. */
  | { readonly kind: 'preflight-refused'; readonly checks: readonly Check[] }
  /** Checks refuse to take a run up again. */
  | { readonly kind: 'resume-refused'; readonly checks: readonly Check[] }
  /** The saved plan no longer fits. */
  | { readonly kind: 'plan-drifted'; readonly planId: string; readonly drifts: readonly Drift[] }
  /** Someone else runs. Times are ISO 8601. */
  | {
      readonly kind: 'lock-held';
      readonly holder: string;
      readonly since: string;
      readonly where: string;
      readonly expiresAt: string | undefined;
      /** A lock file that no program may judge: a person who knows that its holder is gone removes it. */
      readonly removableFile?: string;
    }
  /** The lock was ours and is not any more. */
  | { readonly kind: 'lock-lost'; readonly holder: string; readonly where: string }
  /** For a minute nobody could say whose the lock is: nothing more is begun. */
  | { readonly kind: 'lock-unconfirmed'; readonly reason: string }
  | { readonly kind: 'journal-unwritable'; readonly file: string; readonly reason: string }
  /** The lock file of this machine cannot be written. */
  | { readonly kind: 'lock-unwritable'; readonly file: string; readonly reason: string }
  /** Whether there are runs cannot be told. */
  | { readonly kind: 'runs-unreadable'; readonly directory: string; readonly reason: string }
  /** A line does not parse or its hash chain is broken. `line` counts from 1. */
  | { readonly kind: 'journal-corrupt'; readonly file: string; readonly line: number; readonly reason: string }
  | { readonly kind: 'nothing-to-resume'; readonly cluster: string | undefined }
  /** Every server has the same single key. */
  | { readonly kind: 'nothing-to-adopt'; readonly cluster: string }
  /** There is an unfinished run of this cluster. */
  | { readonly kind: 'unfinished-run'; readonly runId: string; readonly journal: string }
  /** Secrets are under keys that servers do not have, and going on could cost the last copy of one. The most urgent key comes first. */
  | { readonly kind: 'keys-out-of-reach'; readonly keys: readonly KeyOutOfReach[] }
  | { readonly kind: 'journal-disagrees'; readonly disagreement: Disagreement; readonly evidence: readonly string[] }
  /** The operator stopped it; `at`: where in the run, `undefined` before its first step. */
  | { readonly kind: 'interrupted'; readonly at: StoppedAt | undefined };

/** `before` the step was begun, `during` a step that only looks, or when what the step does may have been `sent`, and may still be at work. */
export interface StoppedAt {
  readonly step: StepId;
  readonly moment: 'before' | 'during' | 'sent';
}

export type EngineFailure =
  /** The server could not say how its encryption stands, and its journal says why. */
  | {
      readonly kind: 'status-refused';
      readonly server: string;
      readonly errorId: string | undefined;
      readonly cause: string;
    }
  /** Raised before any write: nothing changed (failures.md 2.2). */
  | {
      readonly kind: 'stage-command-refused';
      readonly server: string;
      readonly command: StageCommand;
      readonly errorId: string | undefined;
      readonly cause: string;
    }
  /** It never reached systemd: no unit has its name, and the leader stands as before. A resumed run sends it under the same name. */
  | {
      readonly kind: 'stage-command-not-taken';
      readonly server: string;
      readonly command: StageCommand;
      readonly observed: readonly string[];
    }
  /** It may have changed something, and what we observe does not decide it. It is never sent again. */
  | {
      readonly kind: 'stage-command-unclear';
      readonly server: string;
      readonly command: StageCommand;
      readonly observed: readonly string[];
    }
  /** The engine stopped rewriting Secrets half-way. */
  | {
      readonly kind: 'rewrite-failed';
      readonly server: string;
      readonly cause: string;
      readonly rewritten: number | undefined;
      readonly total: number;
      /** Its service was started again: the rewrite is over, the cluster stands as before it. Else the engine itself gave up. */
      readonly abandoned: boolean;
      /** Staged: every file has both keys, so a restart of the service takes the server back to `rotate`, where it can be asked anew. */
      readonly bothKeysEverywhere: boolean;
      /** The same, and the engine gave up at a Secret that was deleted since it had listed it: nothing is wrong (measured.md 9). */
      readonly deleted: boolean;
      /** The engine gave up before the first Secret: its apiserver had not loaded the new file in time. One reload period later it had, or still not. */
      readonly lateReload: 'came-since' | 'still-missing' | undefined;
      /**
       * `rotate-keys` on a single control plane: whether keyturn moved the rest of the Secrets under the new key itself. The old key stays in the
       * file all the same: the engine alone takes it away, at the end of a rewrite of its own.
       */
      readonly repaired: 'all' | 'not-all' | 'not-tried';
    }
  /**
   * Nothing tells of the end of a rewrite, and it had time enough: it goes on slowly, or it has ended without a word, as the engine does
   * when it cannot list the Secrets.
   */
  | {
      readonly kind: 'rewrite-overdue';
      readonly server: string;
      readonly waitedMs: number;
      readonly rewritten: number | undefined;
      /** By what its progress was known; `undefined`: by nothing. */
      readonly source: ProgressSource | undefined;
      /** It moved on for so long that the list by which it rewrites them may have expired: then it has ended (measured.md 8). */
      readonly listExpired: boolean;
      readonly total: number;
      /** Secrets that cannot be read through the server; `undefined`: that could not be found out. */
      readonly unreadable: number | undefined;
      /** Some of them. */
      readonly names: readonly string[];
      /** As in `rewrite-failed`. */
      readonly bothKeysEverywhere: boolean;
    }
  /** The server's file has no key but the old one, where the new one must be by now. */
  | { readonly kind: 'new-key-missing'; readonly server: string; readonly observed: readonly string[] }
  /** No server with etcd is known whose Secrets could be counted. */
  | { readonly kind: 'no-etcd-server' }
  /** Etcd shows no Secret, where there are some: a count of none would prove everything. */
  | { readonly kind: 'no-secrets-seen' }
  /** Not every apiserver refuses, or takes again, writes of Secrets. `observed`: those that do not, and how they stand. */
  | { readonly kind: 'freeze-unconfirmed'; readonly wanted: FreezeWish; readonly observed: readonly string[] }
  /**
   * With writes refused, the engine's rewrite would be refused too: something changes Secrets on their way, for example a mutating webhook,
   * so that its updates are no longer such that change nothing.
   */
  | {
      readonly kind: 'freeze-blocks-rewrite';
      readonly server: string;
      readonly tried: number;
      readonly refused: number;
      /** Some of them. */
      readonly names: readonly string[];
    }
  /** `said`: what the save itself printed on stderr. */
  | {
      readonly kind: 'snapshot-unconfirmed';
      readonly server: string;
      readonly name: string;
      readonly listing: string;
      readonly said: string;
    }
  | { readonly kind: 'seal-unconfirmed'; readonly server: string; readonly path: string; readonly reason: string };

/**
 * What every apiserver was to do with writes of Secrets: refuse them before `rotate-keys` is sent; refuse them again in a run that was taken
 * up; let Secrets be deleted again; take all writes again.
 */
export type FreezeWish = 'frozen' | 'frozen-again' | 'deletes-allowed' | 'open';

export type GateFailure =
  /** A gate did not hold in time. `observed` is what was seen last. */
  | {
      readonly kind: 'gate-timed-out';
      readonly server: string;
      readonly gate: Gate;
      readonly waitedMs: number;
      readonly observed: readonly string[];
    }
  /** The service was restarted, or crashed, and says that it will not start. */
  | {
      readonly kind: 'start-refused';
      readonly server: string;
      readonly because: StartRefusal;
      /** It runs the stage commands: with the files of the datastore it stands a stage back. */
      readonly isLeader: boolean;
      readonly observed: readonly string[];
    }
  /** A gate cannot hold any more without a person. */
  | {
      readonly kind: 'gate-broken';
      readonly server: string;
      readonly gate: Gate;
      readonly observed: readonly string[];
    };

/** Why a server's service refuses to start. `newer-than-datastore`: its credential files are newer than the saved ones (failures.md A4, B14). */
export type StartRefusal = 'newer-than-datastore';

/** What is not as it should be on one control-plane server after a rotation (failures.md 7.4). */
export type StateDifference =
  /** Its state file names another stage than the last one. */
  | { readonly kind: 'stage'; readonly server: string; readonly stage: Stage }
  /** Its file has not the new key alone. */
  | { readonly kind: 'keys'; readonly server: string; readonly keys: readonly string[] }
  /** Its file, its state file and its Node's annotation do not belong together. */
  | { readonly kind: 'files-disagree'; readonly server: string }
  | { readonly kind: 'file-not-the-leaders'; readonly server: string }
  /** A Node with a server's role that the run does not know: it joined meanwhile, and may have the old key. */
  | { readonly kind: 'server-unknown'; readonly server: string }
  /** Its apiserver does not certainly use the file on its disk. */
  | { readonly kind: 'not-loaded'; readonly server: string };

export type ProofFailure =
  /** Secrets are still under the old key and no server is left through which they can be rewritten, or the repair did not help. */
  | {
      readonly kind: 'stragglers-remain';
      readonly moment: CensusMoment | 'proof';
      readonly count: number;
      readonly names: readonly string[];
      readonly repairable: boolean;
    }
  /** Secrets cannot be read through a server. */
  | {
      readonly kind: 'secrets-unreadable';
      readonly server: string;
      readonly count: number;
      readonly names: readonly string[];
    }
  /** The final state is not the expected one. */
  | { readonly kind: 'proof-failed'; readonly differences: readonly StateDifference[] };

/** Every way in which keyturn can fail, with what a message needs. Only `report/` makes sentences of it. */
export type Failure =
  | ConnectionFailure
  | CommandFailure
  | InputFailure
  | RunFailure
  | EngineFailure
  | GateFailure
  | ProofFailure
  /** A bug in keyturn: an exception, with the place it happened in. */
  | { readonly kind: 'bug'; readonly where: string; readonly message: string; readonly stack: string | undefined };

export type FailureKind = Failure['kind'];
