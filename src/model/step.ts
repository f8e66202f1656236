import type { StageCommand } from './encryption.ts';
import type { Roll } from './strategy.ts';

/** The steps that every course has once at most. */
export const SINGLE_STEPS = [
  'snapshot-before',
  'snapshot-after',
  'seal-new-key',
  'seal-elsewhere',
  'freeze-writes',
  'allow-deletes',
  'thaw-writes',
  'rewrite-kept',
  'rewrite-finished',
  'prove',
  'clean-up',
] as const;
type SingleStep = (typeof SINGLE_STEPS)[number];

/** Names a step for ever: in the plan, the journal, events and reports. `step-id.ts` takes it apart. */
export type StepId =
  | SingleStep
  | `seal:${string}`
  | `command:${StageCommand}`
  | `restart:${Roll}:${string}`
  | `container:${Roll}:${string}`
  | `loaded:${Roll}:${string}`
  | `loaded:${Roll}`
  | `census:${CensusMoment}`;

/** A step as its name tells it. */
export type StepParts =
  | { readonly kind: SingleStep }
  | { readonly kind: 'seal'; readonly server: string }
  | { readonly kind: 'command'; readonly command: StageCommand }
  | { readonly kind: 'restart' | 'container'; readonly roll: Roll; readonly server: string }
  /** Without a server: side by side on all that did not load on the way. */
  | { readonly kind: 'loaded'; readonly roll: Roll; readonly server: string | undefined }
  | CensusParts;

/** The parts of a census. The two moments before a server stops name that server. */
export type CensusParts =
  | { readonly kind: 'census'; readonly moment: SingleMoment }
  | { readonly kind: 'census'; readonly moment: 'before' | 'before-container'; readonly server: string };

/**
 * When the old key's Secrets are counted, and cleared:
 * `before-drop` single server, after `reencrypt --skip`; `before-rewrite` staged, before the engine is asked anew; `before-roll` while followers hold both keys;
 * `last-holder` before the last server with the old key restarts;
 * `before:<server>` where no server has both keys: before each server restarts, the leader too, whose apiserver would never be ready again;
 * `before-container:<server>` once more before its apiserver's container is stopped, where something was counted before its restart;
 * `before-thaw` rotate-keys with writes refused, when every server has the new key alone and before writes are let through again.
 */
export type CensusMoment = SingleMoment | `before:${string}` | `before-container:${string}`;
export const SINGLE_MOMENTS = ['before-drop', 'before-rewrite', 'before-roll', 'last-holder', 'before-thaw'] as const;
type SingleMoment = (typeof SINGLE_MOMENTS)[number];

/**
 * What must hold before the run goes on (design.md, "Gates"). `saved` is the leader's, before the first restart of a roll: the engine
 * has saved its credential files in the datastore. `cluster` comes straight before a server, or its apiserver, is taken out of the cluster: every
 * other server is up and serves, etcd is whole, and nobody else is at work.
 */
export const GATES = ['saved', 'cluster', 'unit', 'node', 'apiserver', 'etcd', 'stage', 'loaded', 'canary'] as const;
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
