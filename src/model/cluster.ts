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
  /** The bastion on the way, itself reached by the same means. */
  readonly jump: SshTarget | undefined;
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
