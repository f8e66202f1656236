import { ENGINES } from './distribution.ts';
import type { EngineTarget } from './target.ts';

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
