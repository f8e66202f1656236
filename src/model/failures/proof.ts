import type { Count } from '../units.ts';
import type { Stage } from '../encryption.ts';
import type { CensusPoint } from '../step.ts';

/** A fault of one control-plane server's state between rotations (failures.md 7.4). Keys are `provider/name`. */
export type StateDifference =
  | StageDiffers
  | HashesDiffer
  | KeysDiffer
  | FilesDisagree
  | FileNotTheLeaders
  | ServerJoined
  | NotLoaded;

/** The state file, the engine's status or the Node's annotation names a stage of a rotation in progress. */
export interface StageDiffers {
  readonly kind: 'stage';
  readonly server: string;
  readonly disk: Stage | undefined;
  readonly status: Stage | undefined;
  readonly annotation: Stage | undefined;
}

/** The engine reports that hashes do not match. `reason` has the engine's own words. */
export interface HashesDiffer {
  readonly kind: 'hashes';
  readonly server: string;
  readonly reason: string | undefined;
}

/** The encryption file does not have exactly one key, or not the new key, or the status names inactive keys. */
export interface KeysDiffer {
  readonly kind: 'keys';
  readonly server: string;
  readonly keys: readonly string[];
  readonly inactive: readonly string[];
}

/** The encryption file, the state file and the Node's annotation do not belong together. The values are their SHA-256. */
export interface FilesDisagree {
  readonly kind: 'files-disagree';
  readonly server: string;
  readonly file: string | undefined;
  readonly state: string | undefined;
  readonly annotation: string | undefined;
}

/** The encryption file is not the leader's. */
interface FileNotTheLeaders {
  readonly kind: 'file-not-the-leaders';
  readonly server: string;
  readonly sameActiveKey: boolean;
}

/** A Node with a server's role is unknown to the run. The server joined during the run and may have the old key. */
interface ServerJoined {
  readonly kind: 'server-unknown';
  readonly server: string;
}

/** The apiserver does not certainly use the file on its disk. */
interface NotLoaded {
  readonly kind: 'not-loaded';
  readonly server: string;
}

/** Secrets are still under the old key, and no remaining server can rewrite the Secrets, or the repair did not help. */
interface StragglersRemain {
  readonly kind: 'stragglers-remain';
  readonly point: CensusPoint | 'proof';
  readonly count: Count;
  readonly names: readonly string[];
  readonly repairable: boolean;
}

/** Secrets cannot be read through a server. */
interface SecretsUnreadable {
  readonly kind: 'secrets-unreadable';
  readonly server: string;
  readonly count: Count;
  readonly names: readonly string[];
}

/** The final state is not the expected one. */
interface ProofFailed {
  readonly kind: 'proof-failed';
  readonly differences: readonly StateDifference[];
}

export type ProofFailure = StragglersRemain | SecretsUnreadable | ProofFailed;
