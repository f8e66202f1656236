import type { Distribution } from '../model/cluster.ts';
import { ENGINES } from './distribution.ts';
import type { ServerFacts } from '../model/facts.ts';

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

/**
 * The flags that make a `secrets-encrypt` command ask exactly this server. `--server` is always present, because
 * without `--server` the engine may ask any server named in the environment (failures.md B18).
 */
export function targetArguments(target: EngineTarget): readonly string[] {
  const server = ['--server', target.supervisorUrl];
  return target.dataDir === ENGINES[target.distribution].defaultDataDir
    ? server
    : [...server, '--data-dir', target.dataDir];
}

/** The target for questions to the engine of a server. */
export function engineTarget(distribution: Distribution, server: ServerFacts): EngineTarget {
  const { unit, dataDir, supervisorUrl } = server;
  return { distribution, binary: unit.binary, dataDir, supervisorUrl };
}
