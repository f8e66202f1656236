import type { Milliseconds } from '../units.ts';
import type { Gate } from '../step.ts';

/** A gate did not hold in time. `observed` is what was seen last. */
interface GateTimedOut {
  readonly kind: 'gate-timed-out';
  readonly server: string;
  readonly gate: Gate;
  readonly waitedMs: Milliseconds;
  readonly observed: readonly string[];
}

/** The service was restarted, or crashed, and refuses to start. */
interface StartRefused {
  readonly kind: 'start-refused';
  readonly server: string;
  readonly because: StartRefusal;
  /** The leader runs the stage commands; with the files of the datastore it is one stage back. */
  readonly isLeader: boolean;
  readonly observed: readonly string[];
}

/** A gate cannot hold any more without the act of a person. */
interface GateBroken {
  readonly kind: 'gate-broken';
  readonly server: string;
  readonly gate: Gate;
  readonly observed: readonly string[];
}

export type GateFailure = GateTimedOut | StartRefused | GateBroken;

/** Why a server's service refuses to start. `newer-than-datastore`: its credential files are newer than the saved ones (failures.md A4, B14). */
export type StartRefusal = 'newer-than-datastore';
