import type { Milliseconds } from '../units.ts';
import type { Gate } from '../step.ts';

/** A gate did not hold in time. `observed` is the last observation. */
export interface GateTimedOut {
  readonly kind: 'gate-timed-out';
  readonly server: string;
  readonly gate: Gate;
  readonly waitedMs: Milliseconds;
  readonly observed: readonly string[];
  /** How long the gate may take, by the timing of the inventory. Journals of earlier releases lack the time. */
  readonly allowedMs?: Milliseconds | undefined;
  /** The gate held before, and no longer within the stability window, so that more time is no cure. */
  readonly heldBefore?: true | undefined;
}

/** The service was restarted, or crashed, and refuses to start. */
interface StartRefused {
  readonly kind: 'start-refused';
  readonly server: string;
  readonly because: StartRefusal;
  /** Whether the server is the leader, which runs the stage commands. With the files of the datastore the leader is one stage back. */
  readonly isLeader: boolean;
  readonly observed: readonly string[];
}

/** A gate can hold again only after an act of the operator. */
interface GateBroken {
  readonly kind: 'gate-broken';
  readonly server: string;
  readonly gate: Gate;
  readonly observed: readonly string[];
}

export type GateFailure = GateTimedOut | StartRefused | GateBroken;

/**
 * Why a server's service refuses to start. With `newer-than-datastore` the server's credential files are newer than the saved ones
 * (failures.md A4, B14).
 */
export type StartRefusal = 'newer-than-datastore';
