import { hostname } from 'node:os';
import { inventoryEnvironment, userName } from '../../inventory/environment.ts';

/** Who holds a lock, wrote a journal or ended a run: `user@host`. A container may have no name for its user. */
export function operatorOf(environment: NodeJS.ProcessEnv): string {
  const name = userName() ?? inventoryEnvironment(environment).user ?? `uid-${process.getuid?.() ?? 'unknown'}`;
  return `${name}@${hostname()}`;
}
