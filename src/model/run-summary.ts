import type { Remnants } from './datastore.ts';
import type { Census, LeftOutServer } from './facts.ts';
import type { Count, Milliseconds } from './units.ts';

/** How long the apiserver of a server did not answer, as seen by the run. */
export interface Outage {
  readonly server: string;
  readonly ms: Milliseconds;
}

/** A time in which writes of Secrets were refused, ISO 8601 by the journal; without `until` they may still be. */
export interface RefusedWrites {
  readonly from: string;
  readonly until: string | undefined;
}

/** Secrets that were read one by one through each apiserver. */
export interface ReadBack {
  /** How many through each. */
  readonly sample: Count;
  /** How many there are. */
  readonly total: Count;
  readonly apiservers: Count;
}

/** How the keys stand on the servers where a run ended; `rotated`: the proof held; `unsure`: nothing is claimed. */
export type KeysStanding =
  | 'as-before'
  | 'readable-everywhere'
  | 'rewriting'
  | 'rewriting-before-followers'
  | 'rotated'
  | 'unsure';

/** The closing figures of a run, over all its processes. */
export interface RunSummary {
  readonly runId: string;
  readonly cluster: string;
  readonly durationMs: Milliseconds;
  readonly outages: readonly Outage[];
  /** In which times writes of Secrets were refused; none where the run did not freeze them. */
  readonly refusedWrites: readonly RefusedWrites[];
  /** Processes of this run that were killed: what they saw of outages is lost. */
  readonly killedProcesses: Count;
  /** When the run began; `undefined`: nobody counted. */
  readonly before: Census | undefined;
  readonly after: Census | undefined;
  readonly readBack: ReadBack | undefined;
  /** Names only. */
  readonly oldKey: string;
  readonly newKey: string | undefined;
  readonly keys: KeysStanding;
  readonly snapshots: readonly string[];
  /** The operator's own words for a backup that keyturn did not take. */
  readonly backupReference: string | undefined;
  /** Older values in the database behind kine, after the proof. */
  readonly remnants: Remnants | undefined;
  /** Servers that the run went on without. */
  readonly leftOut: readonly LeftOutServer[];
  /** Sealed copies, as `server:path`. */
  readonly sealedCopies: readonly string[];
  readonly journal: string;
}
