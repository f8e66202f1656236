// What the environment of the process says: where state is kept, and who the operator is.
import { hostname } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { homeDirectory, inventoryEnvironment, userName } from '../../inventory/environment.ts';

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

/** Who holds a lock, wrote a journal or ended a run: `user@host`. A container may have no name for its user. */
export function operatorOf(environment: NodeJS.ProcessEnv): string {
  const name = userName() ?? inventoryEnvironment(environment).user ?? `uid-${process.getuid?.() ?? 'unknown'}`;
  return `${name}@${hostname()}`;
}
