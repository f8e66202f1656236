import type { StageCommand } from '../src/model/encryption.ts';
import type { EarlyRollEnd, Entry } from '../src/model/entry.ts';
import type { Failure } from '../src/model/failure.ts';
import type { RescueEntry } from '../src/model/rescue.ts';
import type { CensusPoint, Gate } from '../src/model/step.ts';
import type { Course, Rewrite, Roll, RollServer, StageRoll } from '../src/model/strategy.ts';

/** The answer of every actor, as plain data. An actor rejects only because of a bug. */
export type StepResult = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

/**
 * The answer to the request for a restart or for the stop of a container. With `late` nothing was sent, because the follower of an early roll would
 * not, or did not, take both keys.
 */
export type RestartResult =
  | { readonly ok: true; readonly late?: true }
  | { readonly ok: false; readonly failure: Failure };

/** The answer of a census. The chart decides on repairs. */
export type CensusResult =
  /** `names` lists some of the stragglers as `namespace/name`, for the operator. */
  | { readonly ok: true; readonly stragglers: number; readonly names: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

/**
 * The answer of a look at the early roll. With `open` the follower may restart, or, where no follower was named, every follower has both keys.
 * With `closed` the rewrite is over or nearly over.
 */
export type WindowResult =
  | { readonly ok: true; readonly window: 'open' | 'closed' }
  | { readonly ok: false; readonly failure: Failure };

/** The answer of the early roll's chart. */
export type EarlyRollResult =
  | { readonly ok: true; readonly early: EarlyRollEnd }
  | { readonly ok: false; readonly failure: Failure };

/** Inputs of the actors that `src/apply/` provides, by the names under which the charts invoke the actors. */
export interface ActorInputs {
  /** Takes an etcd snapshot and confirms the snapshot by listing. */
  readonly takeSnapshot: { readonly when: 'before' | 'after' };
  /** Makes sealed copies of both credential files on each control-plane server. */
  readonly sealCredentials: { readonly when: 'before' | 'new-key' };
  /** Probes, sends the command once on the leader and observes the effect. For a rewrite the actor observes only the beginning. */
  readonly sendStageCommand: { readonly command: StageCommand };
  /** Waits until the rewrite is over on the leader. */
  readonly awaitRewrite: { readonly rewrite: Rewrite };
  /** Asks systemd to restart the server's unit, unless this roll already restarted it. An early roll looks at its window straight before. */
  readonly requestRestart: { readonly roll: Roll; readonly server: string };
  /**
   * Stops the kube-apiserver's container, unless this roll already stopped the container (RKE2 only). An early roll stops none whose server has
   * come back without both keys.
   */
  readonly restartApiserver: { readonly roll: Roll; readonly server: string };
  /** Waits until one gate holds on one server. */
  readonly awaitGate: { readonly roll: Roll; readonly server: string; readonly gate: Gate };
  /** Looks at the health gates again for the stability window. */
  readonly holdStable: { readonly roll: Roll; readonly server: string; readonly gates: readonly Gate[] };
  /** Awaits `loaded` on several servers side by side, and `canary` when all have loaded. */
  readonly awaitApiservers: { readonly roll: Roll; readonly servers: readonly string[] };
  readonly takeCensus: { readonly point: CensusPoint };
  /** Rewrites the stragglers by empty patches through a server that still has both keys. */
  readonly repairStragglers: { readonly point: CensusPoint; readonly through: string };
  /**
   * Makes every apiserver refuse writes of Secrets except the engine's rewrite, and with `deletes` also refuse deletions. `again` marks a run
   * that was resumed after the command. An apiserver that does not answer is then skipped, because a silent apiserver takes no writes and may
   * need the very restart that follows.
   */
  readonly freezeWrites: { readonly again: boolean; readonly deletes: boolean };
  /** Looks whether a follower that restarts now would take both keys. Without a follower (`null`) the actor looks whether all have both keys. */
  readonly awaitWindow: { readonly server: string | null };
  /** Allows writes of Secrets again while the rewrite goes on. Deletions stay refused, because the engine gives up at a deleted Secret. */
  readonly allowWrites: Record<string, never>;
  /** Allows deletion of Secrets again after the rewrite. */
  readonly allowDeletes: Record<string, never>;
  /** Makes every apiserver accept writes of Secrets again. */
  readonly unfreezeWrites: Record<string, never>;
  /** In a rescue, writes the encryption file with the missing keys on one server, unless the server has it. */
  readonly addKeys: { readonly server: string };
  /** In a rescue, waits until every apiserver has loaded the file with all keys, or with the writing key alone, and is ready. */
  readonly awaitKeys: { readonly keys: 'all' | 'one' };
  /** Reads every Secret through every apiserver. */
  readonly readAll: Record<string, never>;
  /** In a rescue, puts the file back that the engine left, unless the server has it. */
  readonly returnFile: { readonly server: string };
  /** Puts the file back that the server had before the rescue, unless the server has it. */
  readonly undoFile: { readonly server: string };
  readonly prove: Record<string, never>;
  /** Removes the canaries. */
  readonly cleanUp: Record<string, never>;
}

export interface RotationInput {
  readonly course: Course;
  readonly entry: Entry;
}

/** How the rotation ended. A failed proof also stops the rotation, with its own failure. */
export type RotationOutput = { readonly kind: 'finished' } | { readonly kind: 'stopped'; readonly failure: Failure };

export interface RescueInput {
  readonly entry: RescueEntry;
  /** Servers whose file gets the missing keys, in order. */
  readonly adding: readonly string[];
  /** Servers whose file is put back, in order. */
  readonly returning: readonly string[];
  readonly restarting: readonly RollServer[];
  readonly asksEtcd: boolean;
  readonly snapshot: boolean;
  /** The server through which Secrets are rewritten. */
  readonly through: string;
}

/** How a rescue ended. */
export type RescueOutput = RotationOutput;

export interface RolloutInput {
  readonly course: Course;
  readonly roll: StageRoll;
  /** A server that has both keys until its restart ends, for the clearances of the roll. `null` leaves the choice to the course. */
  readonly repairThrough: string | null;
}

export interface EarlyRollInput {
  readonly course: Course;
}

export interface ClearanceInput {
  readonly point: CensusPoint;
  /** A server that still has both keys. With `null` no server has both keys, and stragglers cannot be repaired. */
  readonly through: string | null;
}

export interface RestartInput {
  readonly roll: Roll;
  readonly server: RollServer;
  readonly restartContainers: boolean;
  /** Whether etcd is a gate before and after the restart. */
  readonly asksEtcd: boolean;
  /** Whether `loaded` (and `canary`, except in an early roll) must hold before the next server, as with apiservers that restart. */
  readonly proveLoaded: boolean;
  /** The clearance required directly before the restart, or `null` for none. */
  readonly clearBefore: ClearanceInput | null;
  /** The clearance required directly before the container is stopped, or `null` for none. */
  readonly clearBeforeContainer: ClearanceInput | null;
}
