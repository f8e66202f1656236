import type { StrategyChoice } from './cluster.ts';

/** The strategy a plan settled on. */
export type Strategy = 'staged' | 'rotate-keys';

/** What the operator asked for, on the command line. */
export interface StrategyWish {
  /** `undefined`: what the inventory says. */
  readonly strategy: StrategyChoice | undefined;
  /** Secrets written during `rotate-keys` may be lost (measured.md 1), and that is accepted. */
  readonly acceptWriteWindow: boolean;
  /** Writes of Secrets are to be refused while `rotate-keys` goes on. */
  readonly freezeWrites: boolean;
  /** Names a backup of a datastore that we cannot copy ourselves. */
  readonly backupReference?: string;
}

/** A roll is named after the stage that every server shows when it is over. */
export const ROLLS = ['prepare', 'rotate', 'reencrypt_finished'] as const;
export type Roll = (typeof ROLLS)[number];

/** What a rewrite of all Secrets does with the old key when it is over. */
export type Rewrite = 'keep-old' | 'drop-old';

/** What a server is to one run. */
export type Part = 'etcd-only' | 'leader' | 'follower';

/**
 * How an apiserver comes to use a new file. `at-restart`: it is part of the engine's process and loads the file when that starts (K3s).
 * `wait`: it goes on through a restart of the service and polls the file about once a minute (RKE2). `restart-container`: its container is
 * stopped after its server, and the next one loads the file (RKE2).
 */
export const APISERVER_RELOADS = ['at-restart', 'wait', 'restart-container'] as const;
export type ApiserverReload = (typeof APISERVER_RELOADS)[number];

/** A server with its part, in roll order. */
export interface RollServer {
  readonly name: string;
  readonly part: Part;
  readonly hasEtcd: boolean;
}

/** What a course goes by of its datastore: with one of the first two etcd is a gate of its own. `kine`: in any database but SQLite. */
export const COURSE_DATASTORES = ['etcd', 'external-etcd', 'sqlite', 'kine'] as const;
export type CourseDatastore = (typeof COURSE_DATASTORES)[number];

/**
 * What decides the order of steps: all that the statecharts and the step list need to know of a plan.
 * `single`: one control-plane server, so the old key can be kept with `reencrypt --skip` until the proof.
 */
export interface Course {
  readonly strategy: Strategy;
  readonly controlPlanes: 'single' | 'several';
  /**
   * Etcd-only servers, the leader, then the followers. In a rotation that somebody else began one follower goes before the leader: nobody knows
   * whether the engine saved the leader's files, and what that follower takes from the datastore shows it.
   */
  readonly order: readonly RollServer[];
  readonly apiserverReload: ApiserverReload;
  readonly datastore: CourseDatastore;
  /** A snapshot of the datastore is taken before the first change and after the last: by the engine of its etcd, or of SQLite's file. */
  readonly snapshot: boolean;
  /** Writes of Secrets are refused while `rotate-keys` and its roll go on (measured.md 6). */
  readonly freezeWrites: boolean;
}
