import type { KeyOutOfReach } from './key-out-of-reach.ts';
import type { Failure } from './failure.ts';
import type { Count } from './units.ts';

/**
 * How urgent a diagnosis is, the most urgent first. With `danger` a wrong step now can lose Secrets or the control
 * plane. With `broken` something does not work. With `waiting` someone is at work. With `caution` everything works, and
 * the next restart or rotation would meet the trouble.
 */
export const SEVERITIES = ['danger', 'broken', 'waiting', 'caution'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Secrets under a key that some server lacks. */
interface ReachDetails {
  readonly reach: KeyOutOfReach;
}

/** A rewrite that died with its server, which has both keys in a file that its state file does not describe. */
interface CutOffDetails {
  readonly server: string;
  /** The writing key of the server, as `provider/name`. */
  readonly key: string;
  /** Control-plane servers that lack the key. */
  readonly blind: readonly string[];
}

/** A rewrite that the engine aborted. */
export interface GivenUpDetails {
  readonly server: string;
  /** In the engine's words. */
  readonly cause: string;
  /** Number of Secrets under the writing key of the server. */
  readonly rewritten: Count | undefined;
  readonly total: Count | undefined;
  /** Control-plane servers that lack the server's writing key. */
  readonly blind: readonly string[];
}

/** The data of each diagnosis, by its signature. The words of a diagnosis need nothing else. */
export interface SignatureDetails {
  'key-gone': ReachDetails;
  'key-held': ReachDetails;
  'only-copy-of-new-key': CutOffDetails & { readonly version: string };
  'rewrite-cut-off': CutOffDetails;
  'newer-than-datastore': { readonly server: string; readonly others: readonly string[] };
  'servers-made-own-keys': { readonly keys: readonly string[] };
  'quorum-lost': { readonly voters: Count; readonly answering: Count; readonly majority: Count };
  'rewrite-met-deleted-secret': GivenUpDetails;
  'rewrite-denied': GivenUpDetails;
  unrecognised: { readonly checks: readonly string[]; readonly failures: readonly Failure[] };
}

export type SignatureId = keyof SignatureDetails;

/** One trouble of a cluster, recognised by its signature. */
export interface DiagnosisOf<Id extends SignatureId> {
  readonly id: Id;
  readonly severity: Severity;
  /** The servers in trouble. The list is empty for a trouble of the whole cluster. */
  readonly servers: readonly string[];
  /** Observations as `name=value`, or in the engine's words. */
  readonly evidence: readonly string[];
  readonly details: SignatureDetails[Id];
  /** Where the signature is described, as facts of this repository and upstream issues. */
  readonly source: readonly string[];
  /** Signatures that were found too, and that are consequences of this one. */
  readonly explained: readonly SignatureId[];
}

export type Diagnosis = { readonly [Id in SignatureId]: DiagnosisOf<Id> }[SignatureId];
