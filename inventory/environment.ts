import { homedir, userInfo } from 'node:os';

/** What the inventory's defaults are made of. */
export interface InventoryEnvironment {
  /** Home directory of the operator: what `~` stands for. */
  readonly home: string;
  /** User on the hosts where the inventory names none. */
  readonly user: string;
  /** Socket of the SSH agent, where there is one. */
  readonly agent: string | undefined;
}

/** Reads `HOME`, `USER` and `SSH_AUTH_SOCK`; an empty variable counts as absent. */
export function inventoryEnvironment(variables: NodeJS.ProcessEnv): InventoryEnvironment {
  return {
    home: filled(variables['HOME']) ?? homedir(),
    user: filled(variables['USER']) ?? userInfo().username,
    agent: filled(variables['SSH_AUTH_SOCK']),
  };
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
