import { homedir, userInfo } from 'node:os';

/** What the inventory's defaults are made of. */
export interface InventoryEnvironment {
  /** Home directory of the operator: what `~` stands for. */
  readonly home: string;
  /** User on the hosts where the inventory names none; `undefined`: this machine does not know the operator's name. */
  readonly user: string | undefined;
  /** Socket of the SSH agent, where there is one. */
  readonly agent: string | undefined;
}

/** Reads `HOME`, `USER` and `SSH_AUTH_SOCK`; an empty variable counts as absent. */
export function inventoryEnvironment(variables: NodeJS.ProcessEnv): InventoryEnvironment {
  return {
    home: homeDirectory(variables),
    user: filled(variables['USER']) ?? userName(),
    agent: filled(variables['SSH_AUTH_SOCK']),
  };
}

/** `HOME`, else what the machine has for the user; in a container that has nothing, the root directory. */
export function homeDirectory(variables: NodeJS.ProcessEnv): string {
  return filled(variables['HOME']) ?? known(homedir) ?? '/';
}

/** The name that the machine has for the user of this process; `undefined` where it has none, as in many containers. */
export function userName(): string | undefined {
  return known(() => userInfo().username);
}

/** Node throws where there is no entry for the user. */
function known(ask: () => string): string | undefined {
  try {
    return filled(ask());
  } catch {
    return undefined;
  }
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
