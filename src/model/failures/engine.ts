import type { Count, Milliseconds } from '../units.ts';
import type { StageCommand } from '../encryption.ts';
import type { ProgressSource } from '../rewrite-progress.ts';

/** The server could not report its encryption status. `cause` is what its journal says. */
interface StatusRefused {
  readonly kind: 'status-refused';
  readonly server: string;
  readonly errorId: string | undefined;
  readonly cause: string;
}

/** The engine refused a stage command before any write. Nothing changed (failures.md 2.2). */
interface StageCommandRefused {
  readonly kind: 'stage-command-refused';
  readonly server: string;
  readonly command: StageCommand;
  readonly errorId: string | undefined;
  readonly cause: string;
}

/** A stage command never reached systemd: no unit has its name and the leader is as before. A resumed run sends the command under the same name. */
interface StageCommandNotTaken {
  readonly kind: 'stage-command-not-taken';
  readonly server: string;
  readonly command: StageCommand;
  readonly observed: readonly string[];
}

/** A stage command may have changed something, and no observation decides it. The command is never sent again. */
interface StageCommandUnclear {
  readonly kind: 'stage-command-unclear';
  readonly server: string;
  readonly command: StageCommand;
  readonly observed: readonly string[];
}

/** The engine stopped rewriting Secrets before the last one. */
export interface RewriteFailed {
  readonly kind: 'rewrite-failed';
  readonly server: string;
  readonly cause: string;
  readonly rewritten: Count | undefined;
  readonly total: Count;
  /** The service was started again, so that the rewrite is over and the cluster is as before it. Otherwise the engine itself gave up. */
  readonly abandoned: boolean;
  /** Every file has both keys (staged), so that a restart of the service takes the server back to `rotate`, where the rewrite can be asked for again. */
  readonly bothKeysEverywhere: boolean;
  /** As `bothKeysEverywhere`, and the engine gave up at a Secret that was deleted after the engine had listed it. Nothing is wrong (measured.md 9). */
  readonly deleted: boolean;
  /** The engine gave up before the first Secret because its apiserver had not loaded the new file in time. The value says what was so one reload period later. */
  readonly lateReload: 'came-since' | 'still-missing' | undefined;
  /**
   * Whether keyturn itself moved the remaining Secrets to the new key, after `rotate-keys` on a single control plane. The old key stays in
   * the file in any case, because only the engine removes it, at the end of its own rewrite.
   */
  readonly repaired: 'all' | 'not-all' | 'not-tried';
}

/**
 * No sign of the end of a rewrite came within the time allowed. The rewrite is slow, or it ended without a log line, as happens when the engine
 * cannot list the Secrets.
 */
export interface RewriteOverdue {
  readonly kind: 'rewrite-overdue';
  readonly server: string;
  readonly waitedMs: Milliseconds;
  readonly rewritten: Count | undefined;
  /** The source of the known progress; `undefined` where no progress was known. */
  readonly source: ProgressSource | undefined;
  /** The rewrite went on for so long that the engine's list of Secrets may have expired; then the rewrite has ended (measured.md 8). */
  readonly listExpired: boolean;
  readonly total: Count;
  /** Count of Secrets that cannot be read through the server; `undefined` where the count failed. */
  readonly unreadable: Count | undefined;
  /** Some of them. */
  readonly names: readonly string[];
  /** As in `rewrite-failed`. */
  readonly bothKeysEverywhere: boolean;
}

/** The server's encryption file has only the old key, where the new key must be by now. */
interface NewKeyMissing {
  readonly kind: 'new-key-missing';
  readonly server: string;
  readonly observed: readonly string[];
}

/** No server with etcd is known on which Secrets could be counted. */
interface NoEtcdServer {
  readonly kind: 'no-etcd-server';
}

/** The datastore shows no Secret although the cluster has some. A count of zero would prove anything. */
interface NoSecretsSeen {
  readonly kind: 'no-secrets-seen';
}

/**
 * Not every apiserver refuses writes of Secrets, or accepts them again, as wanted. `observed` lists the apiservers that do not, with their state.
 */
interface FreezeUnconfirmed {
  readonly kind: 'freeze-unconfirmed';
  readonly wanted: FreezeWish;
  readonly observed: readonly string[];
}

/** A freeze of writes would refuse the engine's own rewrite, because something changes Secrets during an update, for example a mutating webhook. */
interface FreezeBlocksRewrite {
  readonly kind: 'freeze-blocks-rewrite';
  readonly server: string;
  readonly tried: Count;
  readonly refused: Count;
  /** Some of them. */
  readonly names: readonly string[];
}

/** The etcd snapshot is not in the list of snapshots after it was saved. `said` is what the save printed on stderr. */
interface SnapshotUnconfirmed {
  readonly kind: 'snapshot-unconfirmed';
  readonly server: string;
  readonly name: string;
  readonly listing: string;
  readonly said: string;
}

/** The sealed copy of the credential files is not on the server as it should be. */
interface SealUnconfirmed {
  readonly kind: 'seal-unconfirmed';
  readonly server: string;
  readonly path: string;
  readonly reason: string;
}

export type EngineFailure =
  | StatusRefused
  | StageCommandRefused
  | StageCommandNotTaken
  | StageCommandUnclear
  | RewriteFailed
  | RewriteOverdue
  | NewKeyMissing
  | NoEtcdServer
  | NoSecretsSeen
  | FreezeUnconfirmed
  | FreezeBlocksRewrite
  | SnapshotUnconfirmed
  | SealUnconfirmed;

/**
 * What every apiserver was to do with writes of Secrets: refuse them before `rotate-keys` is sent; refuse them again in a run that was taken
 * up; let Secrets be deleted again; take all writes again.
 */
export type FreezeWish = 'frozen' | 'frozen-again' | 'deletes-allowed' | 'open';
