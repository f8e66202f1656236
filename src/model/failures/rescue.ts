import type { Check } from '../check.ts';
import type { KeyOutOfReach } from '../key-out-of-reach.ts';
import type { LostSecrets, SnapshotFile } from '../rescue.ts';
import type { Count } from '../units.ts';

/** Why a rescue does not begin. Nothing was changed. */
export type RescueRefusal =
  /** Every control-plane server has the key of every Secret. */
  | { readonly kind: 'nothing-missing' }
  /** The rotation itself brings the keys to all servers, or moves the Secrets, when it is continued. */
  | { readonly kind: 'rotation-mends'; readonly keys: readonly KeyOutOfReach[] }
  /** The engine rewrites Secrets, or is about to. */
  | { readonly kind: 'rewrite-running'; readonly servers: readonly string[] }
  /** The refusal of writes by an earlier run is in force, so that no Secret could be moved. */
  | { readonly kind: 'writes-frozen' }
  /** The count in the datastore is missing, or has Secrets whose prefix nobody knows. */
  | { readonly kind: 'secrets-uncounted'; readonly unknown: Count | undefined }
  /** Encryption files that could not be read, or are not there. */
  | { readonly kind: 'files-unread'; readonly servers: readonly string[] }
  /** Apiservers that do not answer at all. A starting apiserver answers, and takes a file up by polling. */
  | { readonly kind: 'apiservers-silent'; readonly servers: readonly string[] }
  /** Apiservers that do not poll their encryption file. */
  | { readonly kind: 'reload-off'; readonly servers: readonly string[] }
  /** No file is the one that the engine left at the end of its rewrite. */
  | { readonly kind: 'goal-unknown'; readonly files: readonly FileSeen[] }
  /** Files that no rotate-keys and no rescue leaves. */
  | { readonly kind: 'files-unexplained'; readonly files: readonly FileSeen[] }
  /** No copy of a key was found, but not every server's copies could be looked at. */
  | { readonly kind: 'copies-unread'; readonly keys: readonly string[]; readonly servers: readonly string[] }
  /** Files that have a key of the same name with other material. */
  | { readonly kind: 'key-ambiguous'; readonly key: string; readonly places: readonly string[] }
  /** Files whose text has another form than the engine writes. Places are `server:path`. */
  | { readonly kind: 'file-form'; readonly places: readonly string[] };

/** An encryption file as seen on a server. */
export interface FileSeen {
  readonly server: string;
  readonly keys: readonly string[];
  /** As the state file says, or empty. */
  readonly stage: string;
  readonly sha256: string;
}

/** A rescue is refused before anything was changed. */
export interface RescueRefused {
  readonly kind: 'rescue-refused';
  readonly reasons: readonly RescueRefusal[];
  /** Checks that refuse too. */
  readonly checks: readonly Check[];
}

/** Secrets are under keys of which no copy was found anywhere. Nothing was changed. */
export interface SecretsLost {
  readonly kind: 'secrets-lost';
  readonly lost: readonly LostSecrets[];
  /** Secrets that can still be read. */
  readonly readable: Count;
  readonly snapshots: readonly SnapshotFile[];
  /** Servers whose snapshots could not be listed. */
  readonly unseen: readonly string[];
  /** How one of them is removed from etcd, for a person to read. keyturn never sends it. */
  readonly deletion: { readonly server: string; readonly line: string } | undefined;
}

/** An encryption file is neither as it was before the rescue nor as the rescue leaves it. */
interface FileChanged {
  readonly kind: 'file-changed';
  readonly server: string;
  readonly path: string;
  readonly found: string;
  readonly expected: readonly string[];
}

/** The unfinished run of the cluster is another operation than the one that was asked for. */
interface OtherOperation {
  readonly kind: 'other-operation';
  readonly runId: string;
  readonly operation: 'rotation' | 'rescue';
}

/** An unfinished run is known only from its copy on a server, and a rescue is not continued by such a copy. */
interface RescueElsewhere {
  readonly kind: 'rescue-elsewhere';
  readonly runId: string;
  readonly server: string;
  readonly file: string;
}

/** The rescue has gone too far to be undone. */
interface UndoTooLate {
  readonly kind: 'undo-too-late';
  readonly runId: string;
}

/** The operator named another cluster than the one that was chosen, or none. */
interface ClusterUnconfirmed {
  readonly kind: 'cluster-unconfirmed';
  readonly cluster: string;
  readonly named: string | undefined;
}

export type RescueFailure =
  | RescueRefused
  | SecretsLost
  | FileChanged
  | OtherOperation
  | UndoTooLate
  | RescueElsewhere
  | ClusterUnconfirmed;
