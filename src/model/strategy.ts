import type { StrategyChoice } from './cluster.ts';

/** The chosen strategy of a plan. */
export type Strategy = 'staged' | 'rotate-keys';

/** The operator's wishes from the command line. */
export interface StrategyWish {
  /** The wanted strategy, or `undefined` for the inventory's choice. */
  readonly strategy: StrategyChoice | undefined;
  /** Whether the operator accepts that Secrets written during `rotate-keys` may be lost (measured.md 1). */
  readonly acceptWriteWindow: boolean;
  /** Whether writes of Secrets are refused during `rotate-keys`. */
  readonly freezeWrites: boolean;
  /** Name of a backup, for a datastore that keyturn cannot copy. */
  readonly backupReference?: string;
}

/**
 * A roll is named after the stage of every server at the end of the roll. `early` is the roll of the followers while `rotate-keys` goes on, in
 * which they take both keys and no stage changes (real-engine.md 7).
 */
export const ROLLS = ['prepare', 'rotate', 'early', 'reencrypt_finished'] as const;
export type Roll = (typeof ROLLS)[number];

/** The rolls of every server, which spread the files of a finished stage. */
export type StageRoll = Exclude<Roll, 'early'>;

/** The fate of the old key after a rewrite of all Secrets. */
export type Rewrite = 'keep-old' | 'drop-old';

/** The part of a server in one run. */
export type Part = 'etcd-only' | 'leader' | 'follower';

/**
 * How an apiserver loads a new file. With `at-restart` the apiserver is part of the engine's process and loads the file at the start of the
 * process (K3s). With `wait` the apiserver keeps running through a restart of the service and polls the file about once a minute (RKE2). With
 * `restart-container` the apiserver's container is stopped after the server's restart, and the next container loads the file (RKE2).
 */
export const APISERVER_RELOADS = ['at-restart', 'wait', 'restart-container'] as const;
export type ApiserverReload = (typeof APISERVER_RELOADS)[number];

/** A server with its part, in roll order. */
export interface RollServer {
  readonly name: string;
  readonly part: Part;
  readonly hasEtcd: boolean;
}

/** The datastores that a course distinguishes. With the first two, etcd is a gate of its own. `kine` means any kine database except SQLite. */
export const COURSE_DATASTORES = ['etcd', 'external-etcd', 'sqlite', 'kine'] as const;
export type CourseDatastore = (typeof COURSE_DATASTORES)[number];

/**
 * Everything in a plan that determines the order of steps, for the statecharts and the step list. `single` means one control-plane server, so
 * that `reencrypt --skip` can keep the old key until the proof.
 */
export interface Course {
  readonly strategy: Strategy;
  readonly controlPlanes: 'single' | 'several';
  /**
   * Etcd-only servers, the leader, then the followers. In a foreign rotation one follower goes before the leader. Whether the engine saved the
   * leader's files is unknown, and the files that the follower copies from the datastore show the answer.
   */
  readonly order: readonly RollServer[];
  readonly apiserverReload: ApiserverReload;
  readonly datastore: CourseDatastore;
  /**
   * Whether a snapshot of the datastore is taken before the first change and after the last change, by the engine for its etcd, or of SQLite's
   * file.
   */
  readonly snapshot: boolean;
  /** Whether writes of Secrets are refused during `rotate-keys` and its roll (measured.md 6). */
  readonly freezeWrites: boolean;
  /**
   * Whether the followers of a frozen `rotate-keys` restart while Secrets are rewritten, so that they take both keys and writes go on before the
   * end (real-engine.md 7). Plans of earlier releases, and most courses, do not have it.
   */
  readonly earlyRoll?: true;
}
