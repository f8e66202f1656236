import type { Remnants } from './datastore.ts';
import type { Census, LeftOutServer } from './facts.ts';
import type { OutcomeKind } from './outcome.ts';
import type { Count, Milliseconds } from './units.ts';

/** Time without an answer from a server's apiserver, as seen by the run. */
export interface Outage {
  readonly server: string;
  readonly ms: Milliseconds;
}

/** The work of one process on a run, ISO 8601 by the journal. */
export interface WorkPart {
  readonly from: string;
  readonly until: string;
  /** How the process ended. A killed process left no ending. */
  readonly ending: OutcomeKind | 'killed';
}

/** A period of refused writes of Secrets, ISO 8601 by the journal. Without `until` writes may still be refused. */
export interface RefusedWrites {
  readonly from: string;
  readonly until: string | undefined;
}

/** Secrets read one by one through each apiserver. */
export interface ReadBack {
  /** Number of Secrets read through each apiserver. */
  readonly sample: Count;
  /** Number of Secrets in all. */
  readonly total: Count;
  readonly apiservers: Count;
}

/** State of the keys on the servers at the end of a run. With `rotated` the proof held. With `unsure` nothing is claimed. */
export type KeysAtEnd =
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
  /** Working time of all processes, without the time between two processes. */
  readonly durationMs: Milliseconds;
  /** One part for each process, oldest first. */
  readonly parts: readonly WorkPart[];
  readonly outages: readonly Outage[];
  /** Periods of refused writes of Secrets. The list is empty if the run did not freeze writes. */
  readonly refusedWrites: readonly RefusedWrites[];
  /** Number of killed processes of this run. Their observations of outages are lost. */
  readonly killedProcesses: Count;
  /** The census at the start of the run, or `undefined` without a count. */
  readonly before: Census | undefined;
  readonly after: Census | undefined;
  readonly readBack: ReadBack | undefined;
  /** Name of the old key, never key material. */
  readonly oldKey: string;
  readonly newKey: string | undefined;
  readonly keys: KeysAtEnd;
  readonly snapshots: readonly string[];
  /** The operator's own words for a backup that keyturn did not make. */
  readonly backupReference: string | undefined;
  /** Older values in the database behind kine, after the proof. */
  readonly remnants: Remnants | undefined;
  /** Servers that the run continued without. */
  readonly leftOut: readonly LeftOutServer[];
  /** Sealed copies, as `server:path`. */
  readonly sealedCopies: readonly string[];
  readonly journal: string;
}
