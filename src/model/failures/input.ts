import type { Count } from '../units.ts';
/** One fault of an inventory with its position. Lines and columns count from 1. */
export interface InventoryProblem {
  /** Stable name of the rule, for example `unknown-key`. */
  readonly rule: string;
  /** The file with the fault, where an inventory consists of several files. */
  readonly file?: string;
  /** For example `clusters.prod.servers[1].host`. */
  readonly path: string;
  readonly line: Count | undefined;
  readonly column: Count | undefined;
  /** The offending values and the permitted ones, as data. */
  readonly found: string | undefined;
  readonly expected: string | undefined;
}

/**
 * The command line is wrong. `command` names the command of the options, for example `runs end`, or is `undefined` if no such command exists.
 */
interface Usage {
  readonly kind: 'usage';
  readonly message: string;
  readonly command: string | undefined;
}

/** The inventory file cannot be read. */
interface InventoryUnreadable {
  readonly kind: 'inventory-unreadable';
  readonly file: string;
  readonly reason: string;
}

/** The inventory breaks rules. Every broken rule is listed. */
interface InventoryInvalid {
  readonly kind: 'inventory-invalid';
  readonly file: string;
  readonly problems: readonly InventoryProblem[];
}

/** The inventory has several clusters, and the command line names no cluster. */
interface ClusterAmbiguous {
  readonly kind: 'cluster-ambiguous';
  readonly file: string;
  readonly clusters: readonly string[];
}

/** The inventory has no cluster with the wanted name. */
interface ClusterUnknown {
  readonly kind: 'cluster-unknown';
  readonly file: string;
  readonly wanted: string;
  readonly clusters: readonly string[];
}

/** The inventory lacks a server to be left out. */
interface ServerUnknown {
  readonly kind: 'server-unknown';
  readonly wanted: string;
  readonly servers: readonly string[];
}

/** The saved plan cannot be read, or is not a plan of this release. */
interface PlanUnreadable {
  readonly kind: 'plan-unreadable';
  readonly file: string;
  readonly reason: string;
}

/** Several clusters have an unfinished run, and the command line names no cluster. */
interface RunsAmbiguous {
  readonly kind: 'runs-ambiguous';
  readonly clusters: readonly string[];
}

/** No run has this name. `runs` are the newest ones that exist. */
interface RunUnknown {
  readonly kind: 'run-unknown';
  readonly wanted: string;
  readonly directory: string;
  readonly runs: readonly string[];
}

/** Several runs have a name that begins so. */
interface RunAmbiguous {
  readonly kind: 'run-ambiguous';
  readonly wanted: string;
  readonly runs: readonly string[];
}

/** The run has no line in its journal. Its process died before the first change, so that there is nothing to report. */
interface RunNeverBegan {
  readonly kind: 'run-never-began';
  readonly runId: string;
}

/** A requested file (`--out`, `--log-file`) cannot be written. Nothing was begun. */
interface FileUnwritable {
  readonly kind: 'file-unwritable';
  readonly file: string;
  readonly reason: string;
}

/** Standard output cannot be written. `finished` says whether the command itself had come to its end. */
interface OutputUnwritable {
  readonly kind: 'output-unwritable';
  readonly reason: string;
  readonly finished: boolean;
}

/** The command needs a confirmation, but no terminal is available. */
export interface ConfirmationNeeded {
  readonly kind: 'confirmation-needed';
  readonly question: 'rotate' | 'adopt' | 'end-run' | 'trust-hosts' | 'rescue';
}

/** A host's key that an operator has to compare with the host's own. */
interface OfferedHostKey {
  /** The host as it was reached, with its port. */
  readonly address: string;
  readonly keyType: string;
  readonly fingerprint: string;
}

/** Host keys are unknown, and nobody has confirmed them. */
interface HostKeysUnconfirmed {
  readonly kind: 'host-keys-unconfirmed';
  readonly keys: readonly OfferedHostKey[];
}

/** The operator was asked and did not agree. Nothing was changed. */
interface Declined {
  readonly kind: 'declined';
  readonly question: ConfirmationNeeded['question'];
}

/** The operator's input is wrong, or was no. */
export type InputFailure =
  | Usage
  | InventoryUnreadable
  | InventoryInvalid
  | ClusterAmbiguous
  | ClusterUnknown
  | ServerUnknown
  | PlanUnreadable
  | RunsAmbiguous
  | RunUnknown
  | RunAmbiguous
  | RunNeverBegan
  | FileUnwritable
  | OutputUnwritable
  | ConfirmationNeeded
  | HostKeysUnconfirmed
  | Declined;
