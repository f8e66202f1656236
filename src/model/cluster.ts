import type { Automation } from './automation.ts';
import type { MaintenanceWindow } from './maintenance-window.ts';

/**
 * The resolved inventory, which is everything that keyturn knows about a cluster before asking the cluster.
 *
 * - server: a host that runs rke2-server (or k3s server)
 * - leader: the control-plane server that runs the stage commands; chosen once, recorded, never re-elected
 * - follower: another control-plane server
 */
export type Distribution = 'rke2' | 'k3s';

/** A server's role. A server has one or both roles. */
export type Role = 'control-plane' | 'etcd';

/** The strategy an operator may ask for. */
export type StrategyChoice = 'auto' | 'staged' | 'rotate-keys';

/**
 * How lines get to a host. `ssh2` is keyturn's own SSH client, `openssh` the system's ssh, and `local` is this machine
 * itself.
 */
export type Transport = 'ssh2' | 'openssh' | 'local';

/** How to reach one host over SSH. Every path is absolute, every default applied, ssh_config heeded. */
export interface SshTarget {
  readonly transport: Transport;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Key files in the order of trying. A file with a public key selects the agent's private key. */
  readonly identityFiles: readonly string[];
  /** Who named the key files. A file of the inventory must be usable, others are left out where they are not. */
  readonly identitySource: 'inventory' | 'ssh-config' | 'defaults';
  /** The agent offers only the keys of `identityFiles`. */
  readonly identitiesOnly: boolean;
  /** known_hosts files, read in order. */
  readonly knownHosts: readonly string[];
  /** Whether an absent known_hosts file counts as empty. Those of the inventory must be there. */
  readonly knownHostsMayBeMissing: boolean;
  /** Name of the host in known_hosts, instead of address and port. */
  readonly hostKeyAlias: string | undefined;
  /** Socket of the SSH agent. */
  readonly agent: string | undefined;
  /** The bastion on the way, itself reached by the same means. */
  readonly jump: SshTarget | undefined;
  /** Settings of ssh_config for this host that keyturn does not follow. */
  readonly ignored: readonly IgnoredSetting[];
  readonly asWritten: SshLogin;
}

/** A setting of ssh_config that keyturn does not follow. `at` is `file:line`. */
export interface IgnoredSetting {
  readonly keyword: string;
  readonly value: string;
  readonly at: string;
}

/** The inventory's own words on the way to a host. The system's ssh takes the rest from its configuration. */
export interface SshLogin {
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly identityFile: string | undefined;
  readonly knownHosts: readonly string[] | undefined;
  /** `false` for no agent. */
  readonly agent: string | false | undefined;
  /** `false` to go directly. */
  readonly jump: SshLogin | false | undefined;
  /** A configuration file instead of ssh's own ones, or `false` for none. */
  readonly config: string | false | undefined;
}

/** One server of the inventory. */
export interface Server {
  /** Name in plans and reports. The inventory's `name` is preferred over the `host`. */
  readonly name: string;
  readonly ssh: SshTarget;
  /** Name of the server's Node object, if given in the inventory. A check compares the name with the discovered Node. */
  readonly nodeName: string | undefined;
  /** Roles claimed by the inventory. A check compares the claim with the discovered roles. */
  readonly expectedRoles: readonly Role[] | undefined;
}

export interface RotationPolicy {
  readonly strategy: StrategyChoice;
  /** Whether an etcd snapshot is taken before the first mutation and after the last. */
  readonly snapshot: boolean;
  /** Oldest acceptable key age, in ms, or `undefined` without a policy. */
  readonly maxKeyAgeMs: number | undefined;
  /** How an apiserver loads a new file, by its own polling or by a restart of the container (RKE2 only). */
  readonly apiserverReload: 'wait' | 'restart-container';
  /** When a rotation may begin and end. Without windows, at any time. */
  readonly windows: readonly MaintenanceWindow[];
}

/** Where the journal of a run is kept besides the operator's machine. */
interface JournalPolicy {
  /** Whether each line also goes to the leader, so that a run can be resumed from another machine. */
  readonly mirror: boolean;
}

/** All in milliseconds. */
export interface Timing {
  /** How long the gates of a restarted server must hold together. */
  readonly stabilityWindowMs: number;
  /** How long a restarted server may take until its gates hold. */
  readonly restartDeadlineMs: number;
  /** The period in which an apiserver polls its encryption file (about a minute; measured.md 3). */
  readonly reloadPeriodMs: number;
  /** How long SSH may take to connect and authenticate. */
  readonly connectTimeoutMs: number;
  /** How long one read-only command may take. */
  readonly commandTimeoutMs: number;
}

export interface Cluster {
  readonly name: string;
  readonly distribution: Distribution;
  readonly servers: readonly Server[];
  readonly rotation: RotationPolicy;
  readonly journal: JournalPolicy;
  readonly timing: Timing;
  readonly automation: Automation;
}

/** Where a server of the cluster may be reached, by its own Node. */
export interface ServerNode {
  readonly name: string;
  readonly roles: readonly Role[];
  /** The kernel's id of the host's last boot, or `undefined` if the Node does not say. */
  readonly bootId: string | undefined;
  /** Addresses and names, the most useful for SSH first, each once. */
  readonly addresses: readonly string[];
}
