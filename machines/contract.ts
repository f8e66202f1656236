import type { StageCommand } from '../src/model/encryption.ts';
import type { Entry } from '../src/model/entry.ts';
import type { Failure } from '../src/model/failure.ts';
import type { CensusMoment, Gate } from '../src/model/step.ts';
import type { Course, Rewrite, Roll, RollServer } from '../src/model/strategy.ts';

/** What every actor answers: plain data. An actor rejects only when there is a bug. */
export type StepResult = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

/** A census counts; repairing is decided by the chart. */
export type CensusResult =
  /** `names`: some of them, as `namespace/name`, for a person. */
  | { readonly ok: true; readonly stragglers: number; readonly names: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

/** Inputs of the actors that `src/apply/` provides. The names are those under which the charts invoke them. */
export interface ActorInputs {
  /** etcd snapshot, confirmed by listing. */
  readonly takeSnapshot: { readonly when: 'before' | 'after' };
  /** Sealed copies of both credential files on each control-plane server. */
  readonly sealCredentials: { readonly when: 'before' | 'new-key' };
  /** Probes, sends the command once on the leader, observes its effect. For rewrites: only that it began. */
  readonly sendStageCommand: { readonly command: StageCommand };
  /** Waits until the rewrite is over on the leader. */
  readonly awaitRewrite: { readonly rewrite: Rewrite };
  /** Asks systemd to restart the server's unit, unless this roll already restarted it. */
  readonly requestRestart: { readonly roll: Roll; readonly server: string };
  /** Stops the kube-apiserver's container, unless this roll already did (RKE2 only). */
  readonly restartApiserver: { readonly roll: Roll; readonly server: string };
  /** Waits until one gate holds on one server. */
  readonly awaitGate: { readonly roll: Roll; readonly server: string; readonly gate: Gate };
  /** Looks at the health gates again for the stability window. */
  readonly holdStable: { readonly roll: Roll; readonly server: string; readonly gates: readonly Gate[] };
  /** `loaded` and `canary` of several servers side by side. */
  readonly awaitApiservers: { readonly roll: Roll; readonly servers: readonly string[] };
  readonly takeCensus: { readonly moment: CensusMoment };
  /** Empty patches of the stragglers through a server that still has both keys. */
  readonly repairStragglers: { readonly moment: CensusMoment; readonly through: string };
  /**
   * Writes of Secrets are refused by every apiserver, the engine's rewrite excepted; `deletes`: deleting them as well. `again`: in a run that was taken up after its command, where
   * an apiserver that does not answer is passed over: it takes no writes, and may need the very restart that is to come.
   */
  readonly freezeWrites: { readonly again: boolean; readonly deletes: boolean };
  /** The rewrite is over: Secrets may be deleted again. */
  readonly allowDeletes: Record<string, never>;
  /** Every apiserver takes writes of Secrets again. */
  readonly thawWrites: Record<string, never>;
  readonly prove: Record<string, never>;
  /** Removes the canaries. */
  readonly cleanUp: Record<string, never>;
}

export interface RotationInput {
  readonly course: Course;
  readonly entry: Entry;
}

/** How the rotation ended. A failed proof stops it too: the failure says so. */
export type RotationOutput = { readonly kind: 'finished' } | { readonly kind: 'stopped'; readonly failure: Failure };

export interface RolloutInput {
  readonly course: Course;
  readonly roll: Roll;
}

export interface ClearanceInput {
  readonly moment: CensusMoment;
  /** A server that still has both keys; `null` where none has: then stragglers cannot be repaired. */
  readonly through: string | null;
}

export interface RestartInput {
  readonly roll: Roll;
  readonly server: RollServer;
  readonly restartContainers: boolean;
  /** etcd is a gate before and after it. */
  readonly asksEtcd: boolean;
  /** Where apiservers restart: `loaded` and `canary` hold before the next server. */
  readonly proveLoaded: boolean;
  /** What must be cleared straight before the restart; `null`: nothing. */
  readonly clearBefore: ClearanceInput | null;
  /** The same straight before its container is stopped. */
  readonly clearBeforeContainer: ClearanceInput | null;
}
