import { isAbsolute, join, resolve } from 'node:path';
import { homeDirectory } from '../../inventory/environment.ts';

/**
 * Where journals, logs and locks are kept: the option, else `$XDG_STATE_HOME/keyturn`, else `~/.local/state/keyturn`.
 * A relative XDG_STATE_HOME does not count, as its specification says.
 */
export function stateDirectory(option: string | undefined, environment: NodeJS.ProcessEnv): string {
  if (option !== undefined) return resolve(option);
  const xdg = environment['XDG_STATE_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'keyturn');
  return join(homeDirectory(environment), '.local', 'state', 'keyturn');
}
