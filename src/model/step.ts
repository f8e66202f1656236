import type { StageCommand } from './encryption.ts';
import type { Roll } from './strategy.ts';

/** The steps that occur at most once in every course. */
export const SINGLE_STEPS = [
  'snapshot-before',
  'snapshot-after',
  'seal-new-key',
  'seal-elsewhere',
  'freeze-writes',
  'allow-writes',
  'allow-deletes',
  'all-keys-loaded',
  'all-readable',
  'one-key-loaded',
  'unfreeze-writes',
  'rewrite-kept',
  'rewrite-finished',
  'prove',
  'clean-up',
] as const;
type SingleStep = (typeof SINGLE_STEPS)[number];

/** The permanent name of a step, in the plan, the journal, events and reports. `step-id.ts` parses the name. */
export type StepId =
  | SingleStep
  | `seal:${string}`
  | `add-key:${string}`
  | `return-file:${string}`
  | `undo:${string}`
  | `command:${StageCommand}`
  | `restart:${Roll}:${string}`
  | `container:${Roll}:${string}`
  | `loaded:${Roll}:${string}`
  | `loaded:${Roll}`
  | `census:${CensusPoint}`;

/** A step as described by its name. */
export type StepParts =
  | { readonly kind: SingleStep }
  | { readonly kind: 'seal'; readonly server: string }
  /** A rescue writes the encryption file of a server, with the missing keys, as the engine left it, or as it was before. */
  | { readonly kind: 'add-key' | 'return-file' | 'undo'; readonly server: string }
  | { readonly kind: 'command'; readonly command: StageCommand }
  | { readonly kind: 'restart' | 'container'; readonly roll: Roll; readonly server: string }
  /** Without a server the step waits side by side for all servers that did not prove their load during the roll. */
  | { readonly kind: 'loaded'; readonly roll: Roll; readonly server: string | undefined }
  | CensusParts;

/** The parts of a census. The two points before a stop on a server name the server. */
export type CensusParts =
  | { readonly kind: 'census'; readonly point: SinglePoint }
  | { readonly kind: 'census'; readonly point: 'before' | 'before-container'; readonly server: string };

/**
 * The points when the old key's Secrets are counted and cleared.
 * - `before-drop`: on a single server, after `reencrypt --skip`.
 * - `before-rewrite`: staged, before the engine is asked again.
 * - `before-roll`: while followers hold both keys.
 * - `last-holder`: before the last server with the old key restarts.
 * - `before:<server>`: before each server restarts if no server has both keys. The leader is included, because its apiserver would never be
 * ready again.
 * - `before-container:<server>`: once more before the server's apiserver container is stopped, if a count preceded the restart.
 * - `before-return`: in a rescue, while every server has all keys.
 * - `before-restarts`: in a rescue, when every apiserver has the writing key alone and before the first restart.
 * - `before-unfreeze`: in `rotate-keys` with frozen writes, when every server has only the new key and before writes are allowed again.
 */
export type CensusPoint = SinglePoint | `before:${string}` | `before-container:${string}`;
export const SINGLE_POINTS = [
  'before-drop',
  'before-rewrite',
  'before-roll',
  'last-holder',
  'before-unfreeze',
  'before-return',
  'before-restarts',
] as const;
type SinglePoint = (typeof SINGLE_POINTS)[number];

/**
 * The conditions for continuing a run (design.md, "Gates"). `saved` concerns the leader before the first restart of a roll, and means that the
 * engine has saved the credential files in the datastore. `cluster` comes directly before a server or an apiserver is taken out of the cluster,
 * and means that every other server is up and serving, etcd is whole, and no other actor is at work.
 */
export const GATES = ['saved', 'cluster', 'unit', 'node', 'apiserver', 'etcd', 'stage', 'loaded', 'canary'] as const;
export type Gate = (typeof GATES)[number];

/** One line of a plan. `commands` are the exact lines as sent over SSH, in order. `mutates` says whether any line changes something. */
export interface Step {
  readonly id: StepId;
  /** Servers that the step changes or asks, in order. */
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

/** The result of one look at an awaited condition. */
export type Look<T> =
  | { readonly kind: 'holds'; readonly value: T }
  /** `deadlineAt` is a new deadline derived from the observation. `on` is the server concerned, if different from the asked server. */
  | {
      readonly kind: 'not-yet';
      readonly observed: readonly string[];
      readonly deadlineAt?: number;
      readonly on?: string;
    }
  /** Waiting longer cannot help. */
  | { readonly kind: 'broken'; readonly observed: readonly string[]; readonly on?: string };

/** The condition holds without further details. */
export const HOLDS: Look<undefined> = { kind: 'holds', value: undefined };
