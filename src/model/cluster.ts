/**
 * The words of the inventory, resolved: what the rest of keyturn knows of a cluster before it asks it anything.
 *
 * - server: a host that runs rke2-server (or k3s server)
 * - leader: the control-plane server that runs the stage commands; chosen once, recorded, never re-elected
 * - follower: another control-plane server
 */
export type Distribution = 'rke2' | 'k3s';

/** What a server does; a server has one or both. */
export type Role = 'control-plane' | 'etcd';

/** The strategy an operator may ask for. */
export type StrategyChoice = 'auto' | 'staged' | 'rotate-keys';

/** How to reach one host over SSH. Every path is absolute, every default applied. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Private key file, or `undefined` to use only the agent. */
  readonly identityFile: string | undefined;
  /** known_hosts files, read in order. */
  readonly knownHosts: readonly string[];
  /** Socket of the SSH agent. */
  readonly agent: string | undefined;
  /** The bastion to go through, itself reached the same way. */
  readonly jump: SshTarget | undefined;
}

/** One server of the inventory. */
export interface Server {
  /** Name used in plans and reports: the inventory's `name`, else its `host`. */
  readonly name: string;
  readonly ssh: SshTarget;
  /** Name of its Node object where the inventory says it; checked against the discovered one. */
  readonly nodeName: string | undefined;
  /** Roles the inventory claims; checked against the discovered ones. */
  readonly expectedRoles: readonly Role[] | undefined;
}

export interface RotationPolicy {
  readonly strategy: StrategyChoice;
  /** Whether an etcd snapshot is taken before the first mutation and after the last. */
  readonly snapshot: boolean;
  /** Oldest acceptable key, in ms; `undefined`: no policy. */
  readonly maxKeyAgeMs: number | undefined;
  /** How an apiserver is brought to use a new file: by its own polling, or by restarting its container (RKE2 only). */
  readonly apiserverReload: 'wait' | 'restart-container';
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
  readonly timing: Timing;
}
