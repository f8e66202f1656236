import type { KeyOutOfReach } from './key-out-of-reach.ts';
import type { Failure } from './failure.ts';
import type { Strategy } from './strategy.ts';
import type { Count, Milliseconds } from './units.ts';

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

/** A check that a rotation would meet before its first step. */
export interface CheckDetails {
  /** The id of the check whose words apply. */
  readonly check: string;
  /** Nodes that the findings name. */
  readonly nodes: readonly string[];
}

interface OfServer {
  readonly server: string;
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
  'file-edited': OfServer & { readonly path: string };
  'late-reload': OfServer & { readonly hasLoaded: boolean; readonly blind: readonly string[] };
  'followers-lack-new-key': ReachDetails;
  'secrets-left-behind': ReachDetails;
  'apiserver-not-loaded': OfServer & { readonly ageMs: Milliseconds; readonly isOverdue: boolean };
  'rewrite-gave-up': GivenUpDetails;
  'rewrite-silent': OfServer & { readonly silentMs: Milliseconds };
  'unfinished-run': {
    readonly run: string;
    /** Why the run stopped, where its journal has a failure. */
    readonly failure: Failure | undefined;
    readonly isHalfWay: boolean;
  };
  'foreign-rotation': {
    readonly stages: readonly string[];
    /** `undefined` where continuing would be a guess. */
    readonly strategy: Strategy | undefined;
  };
  'server-unasked': OfServer & { readonly failure: Failure; readonly isNodeReady: boolean | undefined };
  'config-mismatch': OfServer;
  'start-hangs': OfServer & { readonly version: string };
  'waits-for-own-apiserver': OfServer & { readonly version: string };
  'engine-panics': OfServer & { readonly version: string; readonly isKnown: boolean };
  'service-crashes': OfServer & { readonly restarts: Count; readonly lastWords: string | undefined };
  'status-unanswered': OfServer & { readonly cause: string | undefined };
  'annotation-outdated': OfServer & { readonly node: string };
  'stale-node': { readonly node: string; readonly isCompared: boolean };
  'run-at-work': { readonly holder: string | undefined; readonly where: string | undefined };
  'rewrite-running': OfServer & { readonly rewritten: Count | undefined; readonly total: Count | undefined };
  'server-not-listed': { readonly node: string };
  'certificates-near-end': OfServer;
  'etcd-no-space': CheckDetails;
  'freeze-must-stay': CheckDetails;
  'etcd-member-down': CheckDetails;
  'service-not-running': CheckDetails;
  'apiserver-not-ready': CheckDetails;
  'node-not-ready': CheckDetails;
  'annotation-missing': CheckDetails;
  'encryption-off': CheckDetails;
  'other-encryption-file': CheckDetails;
  'plaintext-secrets': CheckDetails;
  'secrets-under-another-provider': CheckDetails;
  'no-secrets-seen': CheckDetails;
  'datastore-unaskable': CheckDetails;
  'freeze-left': CheckDetails;
  'others-at-work': CheckDetails;
  'etcd-learner': CheckDetails;
  'config-differs': CheckDetails;
  'config-unreadable': CheckDetails;
  'token-missing': CheckDetails;
  'token-differs': CheckDetails;
  'clocks-differ': CheckDetails;
  'disk-nearly-full': CheckDetails;
  'versions-differ': CheckDetails;
  'upgrade-waiting': CheckDetails;
  'bad-release': CheckDetails;
  'node-cordoned': CheckDetails;
  'journal-silent': CheckDetails;
  'file-readable-by-others': CheckDetails;
  'reload-off': CheckDetails;
  'other-providers': CheckDetails;
  'tools-missing': CheckDetails;
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
