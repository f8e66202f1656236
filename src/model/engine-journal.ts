import type { RewriteProgress } from './encryption.ts';

/** A cause in the engine's log, with the error id that the command line has shown (failures.md 5.4). */
export interface JournalCause {
  readonly errorId: string;
  readonly cause: string;
}

/** What a server's journal reports about its engine, from known lines only. */
export interface EngineJournal {
  readonly server: string;
  /** The newest state of a rewrite. */
  readonly rewrite: RewriteProgress;
  /** Time of the newest line about a rewrite, ms since the epoch by the host's clock, where the line has a time. */
  readonly rewriteToldAtMs: number | undefined;
  /** The causes of errors with an id, oldest first. */
  readonly causes: readonly JournalCause[];
  /** The last words of an engine that ended, with nothing but failed starts since, or `undefined`. */
  readonly lastWords: string | undefined;
  /** The newest known step of a start that has not ended well yet, or `undefined`. */
  readonly startingAt: StartStep | undefined;
}

/**
 * A step of a start in which servers were seen to stop. With `reconciling` the server compares its bootstrap data with
 * the datastore (rancher/rke2#9785). With `kube-proxy` the server waits for its own apiserver (rancher/rke2#3364).
 */
export type StartStep = 'reconciling' | 'kube-proxy';
