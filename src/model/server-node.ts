import type { Role } from './cluster.ts';

/** Where a server of the cluster may be reached, by its own Node. */
export interface ServerNode {
  readonly name: string;
  readonly roles: readonly Role[];
  /** The kernel's id of the host's last boot, or `undefined` if the Node does not say. */
  readonly bootId: string | undefined;
  /** Addresses and names, the most useful for SSH first, each once. */
  readonly addresses: readonly string[];
}
