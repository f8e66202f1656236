import type { StageCommand } from './encryption.ts';
import type { Roll } from './strategy.ts';

/** Names a step for ever: in the plan, the journal, events and reports. */
export type StepId =
  | 'snapshot-before'
  | 'snapshot-after'
  | `seal:${string}`
  | 'seal-new-key'
  | 'freeze-writes'
  | 'thaw-writes'
  | `command:${StageCommand}`
  | 'rewrite-kept'
  | 'rewrite-finished'
  | `restart:${Roll}:${string}`
  | `container:${Roll}:${string}`
  | `loaded:${Roll}:${string}`
  | `loaded:${Roll}`
  | `census:${CensusMoment}`
  | 'prove'
  | 'clean-up';

/**
 * When the old key's Secrets are counted, and cleared:
 * `before-drop` single server, after `reencrypt --skip`; `before-roll` while followers hold both keys;
 * `last-holder` before the last server with the old key restarts;
 * `before:<server>` rotate-keys, before each follower restarts.
 */
export type CensusMoment = 'before-drop' | 'before-roll' | 'last-holder' | `before:${string}`;

/**
 * What must hold before the run goes on (design.md, "Gates"). `saved` is the leader's, before the first restart of a roll: the engine
 * has saved its credential files in the datastore.
 */
export const GATES = ['saved', 'unit', 'node', 'apiserver', 'etcd', 'stage', 'loaded', 'canary'] as const;
export type Gate = (typeof GATES)[number];

/** One line of a plan. `commands` are the exact lines as sent over SSH, in order; `mutates` says whether any of them changes something. */
export interface Step {
  readonly id: StepId;
  /** Servers it acts on or asks, in order. */
  readonly servers: readonly string[];
  readonly mutates: boolean;
  readonly commands: readonly PlannedCommand[];
  readonly gates: readonly Gate[];
  /** Expected duration, ms. */
  readonly estimateMs: number;
}

export interface PlannedCommand {
  readonly server: string;
  readonly line: string;
}
