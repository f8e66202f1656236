import type { Count, Milliseconds } from '../units.ts';
import type { StageCommand, ProgressSource } from '../encryption.ts';

/** The server could not report the encryption status. `cause` is the reason in the server's journal. */
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

/**
 * A stage command never reached systemd. No unit has the command's name, and the leader is unchanged. A resumed run sends the command under the
 * same name.
 */
interface StageCommandNotTaken {
  readonly kind: 'stage-command-not-taken';
  readonly server: string;
  readonly command: StageCommand;
  readonly observed: readonly string[];
}

/** A stage command may have changed something, and no observation decides the question. The command is never sent again. */
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
  /**
   * Whether the service was started again, which ends the rewrite and returns the cluster to the state before the rewrite. Otherwise the engine
   * itself aborted the rewrite.
   */
  readonly abandoned: boolean;
  /**
   * Whether every file has both keys (staged). A restart of the service then returns the server to `rotate`, where the rewrite can be requested
   * again.
   */
  readonly bothKeysEverywhere: boolean;
  /**
   * As `bothKeysEverywhere`, after the engine aborted at a Secret deleted since the engine's listing. The cluster is healthy (measured.md 9).
   */
  readonly deleted: boolean;
  /**
   * Set if the engine aborted before the first Secret because the apiserver had not loaded the new file in time. The value is the state one
   * reload period later.
   */
  readonly lateReload: 'came-since' | 'still-missing' | undefined;
  /**
   * Whether keyturn itself moved the remaining Secrets to the new key, after `rotate-keys` on a single control plane. The old key stays in the
   * file in any case, because only the engine removes the old key, at the end of the engine's own rewrite.
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
  /** The source of the known progress, or `undefined` without known progress. */
  readonly source: ProgressSource | undefined;
  /** Whether the rewrite took so long that the engine's list of Secrets may have expired, which ends the rewrite (measured.md 8). */
  readonly listExpired: boolean;
  readonly total: Count;
  /** Number of Secrets unreadable through the server, or `undefined` if the count failed. */
  readonly unreadable: Count | undefined;
  /** Some of them. */
  readonly names: readonly string[];
  /** As in `rewrite-failed`. */
  readonly bothKeysEverywhere: boolean;
}

/** The server's encryption file has only the old key, although the new key must be in the file by now. */
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
 * Not every apiserver refuses writes of Secrets, or accepts writes again, as wanted. `observed` lists the differing apiservers with their state.
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

/** The list of snapshots lacks the saved etcd snapshot. `said` is the stderr of the save. */
interface SnapshotUnconfirmed {
  readonly kind: 'snapshot-unconfirmed';
  readonly server: string;
  readonly name: string;
  readonly listing: string;
  readonly said: string;
}

/** The sealed copy of the credential files is not on the server in the expected form. */
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
 * The wanted state of writes of Secrets in every apiserver. Writes are refused before `rotate-keys` is sent (`frozen`), refused again in a
 * resumed run (`frozen-again`), open for deletions (`deletes-allowed`), or open again for all writes (`open`).
 */
export type FreezeWish = 'frozen' | 'frozen-again' | 'deletes-allowed' | 'open';
