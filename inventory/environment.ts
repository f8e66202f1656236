import { homedir, userInfo } from 'node:os';

/** The operator's environment, as the source of the inventory's defaults. */
export interface InventoryEnvironment {
  /** Home directory of the operator, for `~`. */
  readonly home: string;
  /** Default user on the hosts, or `undefined` if this machine does not know the operator's name. */
  readonly user: string | undefined;
  /** Socket of the SSH agent, if any. */
  readonly agent: string | undefined;
  /** The machine's ssh_config. The default is that of OpenSSH. */
  readonly systemSshConfig?: string;
  /** For `${NAME}` in ssh_config. The default is none. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** Reads `HOME`, `USER` and `SSH_AUTH_SOCK`. An empty variable counts as absent. */
export function inventoryEnvironment(variables: NodeJS.ProcessEnv): InventoryEnvironment {
  return {
    home: homeDirectory(variables),
    user: filled(variables['USER']) ?? userName(),
    agent: filled(variables['SSH_AUTH_SOCK']),
    variables,
  };
}

/** `HOME`, else the machine's entry for the user. In a container without an entry, the root directory. */
export function homeDirectory(variables: NodeJS.ProcessEnv): string {
  return filled(variables['HOME']) ?? known(homedir) ?? '/';
}

/** The machine's name for the user of this process, or `undefined` without an entry, as in many containers. */
export function userName(): string | undefined {
  return known(() => userInfo().username);
}

/** Node throws without an entry for the user. */
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
