import type { Distribution } from '../model/cluster.ts';

/** The engine of one server, with the facts needed by every `secrets-encrypt` command. */
export interface EngineTarget {
  readonly distribution: Distribution;
  /** Absolute path of `rke2` or `k3s`. */
  readonly binary: string;
  /** Absolute path, for example `/var/lib/rancher/rke2`. */
  readonly dataDir: string;
  /** The URL on which this server itself listens, for example `https://127.0.0.1:9345` (failures.md B17, B18). */
  readonly supervisorUrl: string;
}
