// Reads the state directory and the operator's name from the environment of the process.
import { hostname } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { homeDirectory, inventoryEnvironment, userName } from '../../inventory/environment.ts';

/**
 * Where journals, logs and locks are kept. The option comes first, then `$XDG_STATE_HOME/keyturn`, then
 * `~/.local/state/keyturn`. A relative XDG_STATE_HOME does not count, by the XDG specification.
 */
export function stateDirectory(option: string | undefined, environment: NodeJS.ProcessEnv): string {
  if (option !== undefined) return resolve(option);
  const xdg = environment['XDG_STATE_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'keyturn');
  return join(homeDirectory(environment), '.local', 'state', 'keyturn');
}

/**
 * The operator who holds a lock, wrote a journal or ended a run, as `user@host`. A container may have no name for its
 * user.
 */
export function operatorOf(environment: NodeJS.ProcessEnv): string {
  const name = userName() ?? inventoryEnvironment(environment).user ?? `uid-${process.getuid?.() ?? 'unknown'}`;
  return `${name}@${hostname()}`;
}
