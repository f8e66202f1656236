import type { Bytes, Code, Count, Milliseconds } from './units.ts';
import type { Distribution, Role } from './cluster.ts';
import type { DatabaseFacts, Datastore } from './datastore.ts';
import type { EncryptionFile, KeyName, StageHash, StatusReading } from './encryption.ts';
import type { OtherActor } from './other-actor.ts';
import type { Failure } from './failure.ts';

/** Which encryption file an apiserver uses now, and how we know (measured.md 3). */
export type LoadedEvidence =
  /** The metric names the file's SHA-256: exact. */
  | { readonly kind: 'hash'; readonly sha256: string }
  /** Older releases: the start of the process and the last successful reload, seconds since the epoch. */
  | { readonly kind: 'times'; readonly processStartSeconds: number; readonly lastReloadSeconds: number | undefined }
  /** Neither is there. One full reload period must be waited out. */
  | { readonly kind: 'none' };

/** The systemd unit of a server. */
export interface UnitFacts {
  readonly name: string;
  /** systemd's ActiveState. */
  readonly activeState: string;
  readonly subState: string;
  /** systemd's NRestarts. */
  readonly restarts: Count;
  /** systemd's InvocationID: another one means the unit was started again. */
  readonly invocationId: string;
  /** Absolute path of the engine's binary, from ExecStart. */
  readonly binary: string;
}

/** One server's kube-apiserver, asked on that server. */
export interface ApiserverFacts {
  readonly ready: boolean;
  readonly loaded: LoadedEvidence;
  /** The value of `--encryption-provider-config`; `undefined` where it could not be read. */
  readonly encryptionConfigPath: string | undefined;
  /** It takes a changed file by itself (`--encryption-provider-config-automatic-reload`); `undefined` where that could not be read. */
  readonly automaticReload: boolean | undefined;
  /** `--etcd-compaction-interval`, ms; 0: it never compacts; `undefined`: nothing is said, so it is the default (measured.md 8). */
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
  /** It begins like JSON and is none. */
  | 'json'
  /** A line that is neither a key with its value nor a part of one. */
  | 'line'
  /** A link that leads nowhere or to a directory: the engine would not start. */
  | 'link'
  /** A list of a setting whose items are no addresses. */
  | 'list'
  /** Not a mapping. */
  | 'no-mapping'
  /** A number that is printed otherwise than it is written, for example `010`. */
  | 'number'
  /** The file is fetched from elsewhere. */
  | 'remote'
  /** A value that goes on over several lines. */
  | 'several-lines'
  /** Flags that a variable of the unit stands for. */
  | 'variable';

/** A part of a configuration that could not be read without doubt. */
export interface UnreadableConfig {
  /** The file, or the unit. */
  readonly path: string;
  readonly form: UnreadableForm;
  readonly line: Count | undefined;
}

/** A copy of credential files that a run of keyturn left on its host. Names and hashes only. */
export interface SealedCopy {
  /** Its directory, for example `/var/lib/keyturn/sealed/0123456789ab/before`. */
  readonly directory: string;
  /** Of the copied encryption file. */
  readonly sha256: string;
  /** In file order. */
  readonly keys: readonly KeyName[];
  /** When it was made, seconds since the epoch, the host's clock. */
  readonly madeAtSeconds: number;
}

/** The sealed copies of one host, newest first. */
export interface SealedCopies {
  readonly found: readonly SealedCopy[];
  /** Older ones that were not looked at, and ones that cannot be read. */
  readonly leftOut: Count;
}

/** What a restart of a server would be besides a restart. */
export interface RestartPreview {
  /** Files of the configuration that were changed since the engine was started. */
  readonly changedFiles: readonly string[];
  /** systemd has not read the unit since it was changed (NeedDaemonReload). */
  readonly unitChanged: boolean;
  /** Certificates that the next start renews, with their end, in the engine's words. */
  readonly certificates: readonly string[];
}

/** A setting that a restart would change. */
export interface ChangedSetting {
  readonly name: string;
  /** What the engine was started with; empty: nothing, and it has no default. */
  readonly running: string;
  readonly next: string;
}

/** What was read on one server. */
export interface ServerFacts {
  /** Name in the inventory. */
  readonly name: string;
  /** Name of its Node object: that of the Node of its boot, else the inventory's, else the one that its configuration gives. */
  readonly nodeName: string;
  readonly roles: readonly Role[];
  /** True where the configuration has no `server:`: the server that bootstrapped the cluster. */
  readonly bootstrap: boolean;
  readonly unit: UnitFacts;
  /** Version of the binary on disk, for example `v1.36.3+rke2r1`. */
  readonly binaryVersion: string;
  readonly dataDir: string;
  /** For `secrets-encrypt --server`, for example `https://127.0.0.1:9345`. */
  readonly supervisorUrl: string;
  /** For example `https://127.0.0.1:6443`; `undefined` on an etcd-only server. */
  readonly apiserverUrl: string | undefined;
  /** What it keeps the cluster's objects in, and how that is asked there. */
  readonly datastore: Datastore;
  /** Name of its etcd member as it is written on its host; `undefined` where there is none, or nothing is written. */
  readonly etcdMember: string | undefined;
  /** Must-match settings of the configuration, names and values (no secrets). */
  readonly criticalConfig: Readonly<Record<string, string>>;
  /** Settings that its next start would take otherwise than its engine was started with; empty where that could not be compared. */
  readonly changedSettings: readonly ChangedSetting[];
  /** `undefined`: it could not be asked. */
  readonly restartPreview: RestartPreview | undefined;
  /** A container runtime of the host's own, which the engine uses instead of its embedded one; `undefined`: it has none. */
  readonly containerRuntime: string | undefined;
  /** What of its configuration could not be read without doubt. */
  readonly unreadableConfig: readonly UnreadableConfig[];
  /** This host's clock minus ours, ms, with half the round trip taken off. */
  readonly clockOffsetMs: number;
  /** Programs keyturn needs and did not find there. */
  readonly missingTools: readonly string[];
  /** Free space of the file system that holds the data directory, bytes. */
  readonly freeBytes: Bytes;
  /** The token file is there (its content never leaves the host). */
  readonly tokenPresent: boolean;
  /** Name of the first server that has the same token, by a hash made on each host; `undefined` without a token. */
  readonly tokenSameAs: string | undefined;
  /** Package managers that run there now: they may restart the service. */
  readonly packageManagers: readonly string[];
  /** Commands of the engine that run there now and must not run beside a rotation, for example `rke2 etcd-snapshot save`. */
  readonly engineCommands: readonly string[];
  /** Whether the journal of its unit has lines of the engine. */
  readonly journalTells: boolean;
  /** `undefined` on an etcd-only server. */
  readonly encryption:
    | {
        /** Both files could be looked at: one that is `undefined` then is not there. */
        readonly filesRead: boolean;
        readonly file: EncryptionFile | undefined;
        readonly state: StageHash | undefined;
        readonly status: StatusReading;
      }
    | undefined;
  /** The encryption file of a server without an apiserver: it takes it from the datastore at each start, and nothing there reads it. */
  readonly unusedFile: EncryptionFile | undefined;
  /** Sealed copies of credential files on this host; `undefined`: nobody could look. */
  readonly sealedCopies: SealedCopies | undefined;
  /** `undefined` on an etcd-only server. */
  readonly apiserver: ApiserverFacts | undefined;
}

/** A Node object that carries a server's role label. */
export interface NodeFacts {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly ready: boolean;
  /** Ready condition's lastHeartbeatTime, or the node Lease's renewTime: the fresher one. ISO 8601. */
  readonly heartbeatAt: string | undefined;
  readonly unschedulable: boolean;
  readonly kubeletVersion: string;
  /** The kernel's number of this boot, which its host knows as well; `undefined` where the Node does not say. */
  readonly bootId: string | undefined;
  /** The settings that its engine was started with, of those that matter here; `undefined` where it has written none. */
  readonly runningWith: Readonly<Record<string, string>> | undefined;
  readonly annotation: StageHash | undefined;
  /** The annotation's text where it could not be read as `<stage>-<sha256>`. */
  readonly unreadableAnnotation: string | undefined;
}

export interface EtcdMember {
  /** Decimal, as the gateway prints it. */
  readonly id: string;
  readonly name: string;
  readonly learner: boolean;
  /** Answered its status when asked on its own host. */
  readonly healthy: boolean;
}

export interface EtcdFacts {
  readonly version: string;
  readonly members: readonly EtcdMember[];
  readonly leaderId: string;
  /** For example `NOSPACE`. */
  readonly alarms: readonly string[];
  readonly dbSizeBytes: Bytes;
  readonly dbSizeInUseBytes: Bytes;
  /** `undefined` where the release does not say. */
  readonly quotaBytes: Bytes | undefined;
}

/** Count of Secrets in the datastore per key name. */
export interface Census {
  /** The datastore's revision at which everything was read. */
  readonly revision: string;
  readonly total: Count;
  /** Secrets per encrypted prefix `provider/name`, for example `aescbc/aescbckey`. Only names, never values. */
  readonly byKey: Readonly<Record<string, Count>>;
  /** Secrets that are not encrypted. */
  readonly plaintext: Count;
  /** Secrets whose prefix is none we know. */
  readonly unknown: Count;
}

/** What became of updates that change nothing and were only tried, in a dry run, as the engine would make them. */
export interface TriedUpdates {
  /** Secrets that were tried. */
  readonly tried: Count;
  readonly refused: Count;
  /** Some of the refused ones, as `namespace/name`. */
  readonly names: readonly string[];
  /** Nobody could say, for example because of a webhook that knows no dry run. */
  readonly untold: Count;
}

/** What became of a canary that was only tried. */
export interface TriedCanary {
  readonly server: string;
  /** HTTP status; 0: no answer. */
  readonly status: Code;
  /** Why it was refused, in the words of who refused. */
  readonly message: string;
}

/** A server of the cluster that the operator leaves out, because its host is gone. Nothing else was asked of it. */
export interface LeftOutServer {
  readonly name: string;
  /** Where its host was tried, and why it could not be reached; `undefined`: the inventory does not have it any more. */
  readonly tried: { readonly address: string; readonly reason: string } | undefined;
}

/** Everything keyturn knows of a cluster at one moment. Gathered read-only. */
export interface ClusterFacts {
  readonly cluster: string;
  readonly distribution: Distribution;
  readonly servers: readonly ServerFacts[];
  /** Servers that the operator leaves out; the checks say whether they may be. */
  readonly leftOut: readonly LeftOutServer[];
  /** Hosts whose apiserver says that it serves; `undefined`: nobody was asked, which is done only where servers are left out, or nobody answered. */
  readonly servingApiservers: readonly string[] | undefined;
  readonly nodes: readonly NodeFacts[];
  /** `undefined`: there is no etcd, or it did not answer. */
  readonly etcd: EtcdFacts | undefined;
  /** `undefined`: there is no kine. */
  readonly database: DatabaseFacts | undefined;
  /** `undefined`: nobody counted. */
  readonly census: Census | undefined;
  /** Who else restarts, drains or reboots servers. */
  readonly otherActors: readonly OtherActor[];
  /** ValidatingWebhookConfigurations and MutatingWebhookConfigurations that match Secrets and fail closed. */
  readonly failClosedSecretWebhooks: readonly string[];
  /** ValidatingAdmissionPolicies that match Secrets and are bound to deny, keyturn's own excepted. */
  readonly denyingSecretPolicies: readonly string[];
  /** keyturn's own refusal of writes of Secrets is in force: a run of `rotate-keys` is under way, or one left it behind; `undefined`: nobody said. */
  readonly writesFrozen: boolean | undefined;
  /** `undefined` where nobody asked: only a rotation from its beginning needs it. */
  readonly triedUpdates: TriedUpdates | undefined;
  /** Canaries that were only tried, in a dry run, through each apiserver that is ready; `undefined` where nobody tried. */
  readonly triedCanaries: readonly TriedCanary[] | undefined;
  /** Questions that could not be answered. Not fatal by themselves; the checks say what follows. */
  readonly unanswered: readonly Failure[];
}
