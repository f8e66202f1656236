import type { Bytes, Code, Count, Milliseconds } from './units.ts';
import type { AlertsAnswer } from './alerts.ts';
import type { Distribution, Role } from './cluster.ts';
import type { DatabaseFacts, Datastore } from './datastore.ts';
import type { EncryptionFile, KeyName, StageHash, StatusReading } from './encryption.ts';
import type { OtherActor } from './other-actor.ts';
import type { ServerFailure } from './failures/host.ts';

/** The encryption file in use by an apiserver, with the kind of evidence (measured.md 3). */
export type LoadedEvidence =
  /** The metric names the file's SHA-256, which is exact. */
  | { readonly kind: 'hash'; readonly sha256: string }
  /** Older releases report the start of the process and the last successful reload, in seconds since the epoch. */
  | { readonly kind: 'times'; readonly processStartSeconds: number; readonly lastReloadSeconds: number | undefined }
  /** Neither kind of evidence exists. One full reload period must be waited out. */
  | { readonly kind: 'none' };

/** The systemd unit of a server. */
export interface UnitFacts {
  readonly name: string;
  /** systemd's ActiveState. */
  readonly activeState: string;
  readonly subState: string;
  /** systemd's NRestarts. */
  readonly restarts: Count;
  /** systemd's InvocationID. A different InvocationID means that the unit was started again. */
  readonly invocationId: string;
  /** Absolute path of the engine's binary, from ExecStart. */
  readonly binary: string;
}

/** One server's kube-apiserver, asked on the server itself. */
export interface ApiserverFacts {
  readonly ready: boolean;
  readonly loaded: LoadedEvidence;
  /** The value of `--encryption-provider-config`, or `undefined` if unreadable. */
  readonly encryptionConfigPath: string | undefined;
  /** Whether the apiserver reloads a changed file (`--encryption-provider-config-automatic-reload`), or `undefined` if unreadable. */
  readonly automaticReload: boolean | undefined;
  /** `--etcd-compaction-interval`, ms. 0 means no compaction, and `undefined` the default (measured.md 8). */
  readonly compactionMs: Milliseconds | undefined;
}

/** Why a part of a configuration could not be read without doubt. */
export type UnreadableForm =
  /** An anchor, an alias, a tag or a merge. */
  | 'anchor'
  /** Several documents in one file. */
  | 'documents'
  /** A quoted text that has escapes, or whose quote is not closed on its line. */
  | 'escape'
  /** A flow style that is not JSON. */
  | 'flow'
  /** The outermost keys are indented. */
  | 'indented'
  /** A text that begins like JSON but is not JSON. */
  | 'json'
  /** A line that is neither a key with a value nor a part of a value. */
  | 'line'
  /** A link that leads nowhere or to a directory. The engine would not start. */
  | 'link'
  /** A list of a setting with items that are not addresses. */
  | 'list'
  /** Not a mapping. */
  | 'no-mapping'
  /** A number whose printed form differs from its written form, for example `010`. */
  | 'number'
  /** The file is fetched from elsewhere. */
  | 'remote'
  /** A value that continues over several lines. */
  | 'several-lines'
  /** Flags from a variable of the unit. */
  | 'variable';

/** A part of a configuration that could not be read without doubt. */
export interface UnreadableConfig {
  /** The file, or the unit. */
  readonly path: string;
  readonly form: UnreadableForm;
  readonly line: Count | undefined;
}

/** A copy of credential files that a run of keyturn left on the host. Only names and hashes are kept. */
export interface SealedCopy {
  /** Directory of the copy, for example `/var/lib/keyturn/sealed/0123456789ab/before`. */
  readonly directory: string;
  /** SHA-256 of the copied encryption file. */
  readonly sha256: string;
  /** The copy's keys in file order. */
  readonly keys: readonly KeyName[];
  /** Time of the copy, in seconds since the epoch by the host's clock. */
  readonly madeAtSeconds: number;
}

/** The sealed copies of one host, newest first. */
export interface SealedCopies {
  readonly found: readonly SealedCopy[];
  /** Number of older copies that were not examined, and of unreadable copies. */
  readonly leftOut: Count;
}

/** The side effects of a server's restart. */
export interface RestartPreview {
  /** Files of the configuration changed since the engine's start. */
  readonly changedFiles: readonly string[];
  /** Whether the unit changed after systemd last read the unit (NeedDaemonReload). */
  readonly unitChanged: boolean;
  /** Certificates that the next start renews, with expiry, in the engine's words. */
  readonly certificates: readonly string[];
}

/** A setting that a restart would change. */
export interface ChangedSetting {
  readonly name: string;
  /** The value at the engine's start. An empty value means no value and no default. */
  readonly running: string;
  readonly next: string;
}

/** The facts of one server. */
export interface ServerFacts {
  /** Name in the inventory. */
  readonly name: string;
  /** Name of the server's Node object, by the server's boot id, else from the inventory, else from the configuration. */
  readonly nodeName: string;
  readonly roles: readonly Role[];
  /** True if the configuration has no `server:`. Such a server bootstrapped the cluster. */
  readonly bootstrap: boolean;
  readonly unit: UnitFacts;
  /** Version of the binary on disk, for example `v1.36.3+rke2r1`. */
  readonly binaryVersion: string;
  readonly dataDir: string;
  /** URL for `secrets-encrypt --server`, for example `https://127.0.0.1:9345`. */
  readonly supervisorUrl: string;
  /** URL of the apiserver, for example `https://127.0.0.1:6443`, or `undefined` on an etcd-only server. */
  readonly apiserverUrl: string | undefined;
  /** The server's datastore of the cluster's objects, and the means of asking the datastore on the server. */
  readonly datastore: Datastore;
  /** Name of the server's etcd member as written on the host, or `undefined` without a member or without a written name. */
  readonly etcdMember: string | undefined;
  /** Must-match settings of the configuration, names and values (no secrets). */
  readonly criticalConfig: Readonly<Record<string, string>>;
  /** Settings whose value at the next start would differ from the engine's last start. The list is empty if no comparison was possible. */
  readonly changedSettings: readonly ChangedSetting[];
  /** The preview, or `undefined` if the server could not be asked. */
  readonly restartPreview: RestartPreview | undefined;
  /** The host's own container runtime, used by the engine instead of the embedded runtime, or `undefined` without such a runtime. */
  readonly containerRuntime: string | undefined;
  /** The parts of the server's configuration that could not be read without doubt. */
  readonly unreadableConfig: readonly UnreadableConfig[];
  /** The host's clock minus the operator's clock, ms, with half the round trip taken off. */
  readonly clockOffsetMs: number;
  /** Programs that keyturn needs and did not find on the host. */
  readonly missingTools: readonly string[];
  /** Free space of the file system that holds the data directory, bytes. */
  readonly freeBytes: Bytes;
  /** Whether the token file exists (its content never leaves the host). */
  readonly tokenPresent: boolean;
  /** Name of the first server with the same token, by a hash made on each host, or `undefined` without a token. */
  readonly tokenSameAs: string | undefined;
  /** Package managers running on the host, which may restart the service. */
  readonly packageManagers: readonly string[];
  /** Running commands of the engine that must not run during a rotation, for example `rke2 etcd-snapshot save`. */
  readonly engineCommands: readonly string[];
  /** Whether the journal of the server's unit has lines of the engine. */
  readonly journalTells: boolean;
  /** `undefined` on an etcd-only server. */
  readonly encryption:
    | {
        /** Whether both files could be examined. A file that is then `undefined` does not exist. */
        readonly filesRead: boolean;
        readonly file: EncryptionFile | undefined;
        readonly state: StageHash | undefined;
        readonly status: StatusReading;
      }
    | undefined;
  /** The unused encryption file of a server without an apiserver, copied from the datastore at each start. */
  readonly unusedFile: EncryptionFile | undefined;
  /** Sealed copies of credential files on this host, or `undefined` if the host could not be examined. */
  readonly sealedCopies: SealedCopies | undefined;
  /** `undefined` on an etcd-only server. */
  readonly apiserver: ApiserverFacts | undefined;
}

/** A Node object that carries a server's role label. */
export interface NodeFacts {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly ready: boolean;
  /** The later of the Ready condition's lastHeartbeatTime and the Node Lease's renewTime, ISO 8601. */
  readonly heartbeatAt: string | undefined;
  readonly unschedulable: boolean;
  readonly kubeletVersion: string;
  /** The kernel's boot id, also known to the Node's host, or `undefined` if the Node reports none. */
  readonly bootId: string | undefined;
  /** The relevant settings at the start of the Node's engine, or `undefined` if the engine has written none. */
  readonly runningWith: Readonly<Record<string, string>> | undefined;
  readonly annotation: StageHash | undefined;
  /** The annotation's text, if not readable as `<stage>-<sha256>`. */
  readonly unreadableAnnotation: string | undefined;
}

export interface EtcdMember {
  /** The member's id in decimal, as printed by the gateway. */
  readonly id: string;
  readonly name: string;
  readonly learner: boolean;
  /** Whether the member reported its status when asked on its own host. */
  readonly healthy: boolean;
}

export interface EtcdFacts {
  readonly version: string;
  readonly members: readonly EtcdMember[];
  readonly leaderId: string;
  /** Alarms, for example `NOSPACE`. */
  readonly alarms: readonly string[];
  readonly dbSizeBytes: Bytes;
  readonly dbSizeInUseBytes: Bytes;
  /** The quota, or `undefined` if the release does not report a quota. */
  readonly quotaBytes: Bytes | undefined;
}

/** Count of Secrets in the datastore per key name. */
export interface Census {
  /** The datastore's revision of the whole reading. */
  readonly revision: string;
  readonly total: Count;
  /** Secrets per encrypted prefix `provider/name`, for example `aescbc/aescbckey`. Only names are counted, never values. */
  readonly byKey: Readonly<Record<string, Count>>;
  /** Number of unencrypted Secrets. */
  readonly plaintext: Count;
  /** Number of Secrets with an unknown prefix. */
  readonly unknown: Count;
}

/** The results of attempted updates without a change, made as dry runs in the engine's way. */
export interface TriedUpdates {
  /** Number of Secrets tried. */
  readonly tried: Count;
  readonly refused: Count;
  /** Some of the refused Secrets, as `namespace/name`. */
  readonly names: readonly string[];
  /** Number of updates without a clear result, for example because of a webhook without dry runs. */
  readonly untold: Count;
}

/** The result of a canary's dry run. */
export interface TriedCanary {
  readonly server: string;
  /** HTTP status, or 0 without an answer. */
  readonly status: Code;
  /** The reason for a refusal, in the words of the refusing party. */
  readonly message: string;
}

/** A server that the operator leaves out, because the host is lost. keyturn asked the server nothing else. */
export interface LeftOutServer {
  readonly name: string;
  /** The tried address, with the reason for the failure, or `undefined` if the inventory no longer lists the server. */
  readonly tried: { readonly address: string; readonly reason: string } | undefined;
}

/** Everything that keyturn knows about a cluster at one moment, gathered read-only. */
export interface ClusterFacts {
  readonly cluster: string;
  readonly distribution: Distribution;
  readonly servers: readonly ServerFacts[];
  /** Servers that the operator leaves out. The checks decide whether leaving them out is safe. */
  readonly leftOut: readonly LeftOutServer[];
  /** Hosts of apiservers that report to be serving, or `undefined` if nothing was asked (without left-out servers) or answered. */
  readonly servingApiservers: readonly string[] | undefined;
  readonly nodes: readonly NodeFacts[];
  /** The etcd, or `undefined` without an etcd or without an answer. */
  readonly etcd: EtcdFacts | undefined;
  /** The database behind kine, or `undefined` without kine. */
  readonly database: DatabaseFacts | undefined;
  /** The census, or `undefined` without a count. */
  readonly census: Census | undefined;
  /** Other actors that restart, drain or reboot servers. */
  readonly otherActors: readonly OtherActor[];
  /** ValidatingWebhookConfigurations and MutatingWebhookConfigurations that match Secrets and fail closed. */
  readonly failClosedSecretWebhooks: readonly string[];
  /** ValidatingAdmissionPolicies that match Secrets and are bound to deny, keyturn's own excepted. */
  readonly denyingSecretPolicies: readonly string[];
  /** Whether keyturn's own refusal of writes is in force, during or after a run of `rotate-keys`, or `undefined` without an answer. */
  readonly writesFrozen: boolean | undefined;
  /** The attempted updates, or `undefined` without an attempt. Only a rotation from its beginning needs the updates. */
  readonly triedUpdates: TriedUpdates | undefined;
  /** Canaries tried in a dry run through each ready apiserver, or `undefined` without an attempt. */
  readonly triedCanaries: readonly TriedCanary[] | undefined;
  /** What Prometheus says of alerts. Absent where the inventory has no Prometheus, or no rotation is about to begin. */
  readonly alerts?: AlertsAnswer | undefined;
  /** Questions without an answer. An unanswered question is not fatal by itself, and the checks decide the consequence. */
  readonly unanswered: readonly ServerFailure[];
}
