import { ENGINES } from './distribution.ts';
import type { EngineTarget } from './target.ts';

/**
 * The flags that make a `secrets-encrypt` command speak of this server and no other.
 * `--server` is always there: without it the engine may ask whichever server the environment names (failures.md B18).
 */
export function targetArguments(target: EngineTarget): readonly string[] {
  const server = ['--server', target.supervisorUrl];
  return target.dataDir === ENGINES[target.distribution].defaultDataDir
    ? server
    : [...server, '--data-dir', target.dataDir];
}
