import type { EngineFailure } from './failures/engine.ts';
import type { GateFailure } from './failures/gate.ts';
import type { CommandFailure, ConnectionFailure } from './failures/host.ts';
import type { InputFailure } from './failures/input.ts';
import type { MirrorFailure } from './failures/mirror.ts';
import type { ProofFailure } from './failures/proof.ts';
import type { RescueFailure } from './failures/rescue.ts';
import type { RunFailure } from './failures/run.ts';
import type { UnattendedFailure } from './failures/unattended.ts';

/** A bug in keyturn: an exception and the place where it was caught. */
export interface Bug {
  readonly kind: 'bug';
  readonly where: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** All failures of keyturn, with the data for a message. Only `report/` makes sentences of a failure. */
export type Failure =
  | ConnectionFailure
  | CommandFailure
  | InputFailure
  | RunFailure
  | MirrorFailure
  | UnattendedFailure
  | EngineFailure
  | GateFailure
  | ProofFailure
  | RescueFailure
  | Bug;

export type FailureKind = Failure['kind'];
