import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** ssh adds 17 characters while it makes a socket, and the system allows 107 in all (unix(7)). */
const LONGEST_BASE = 60;

/** A private directory (0700) for sockets and logs, made when the first path is asked for. */
export interface ControlDirectory extends Disposable {
  /** A path that nobody has asked for before. */
  path(kind: 'master' | 'log'): string;
}

export function createControlDirectory(environment: NodeJS.ProcessEnv): ControlDirectory {
  let directory: string | undefined;
  let count = 0;
  return {
    path: (kind) => {
      directory ??= mkdtempSync(join(baseOf(environment), 'keyturn-'));
      count += 1;
      return join(directory, `${kind}-${count}`);
    },
    [Symbol.dispose]: () => {
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
      directory = undefined;
    },
  };
}

/** The operator's own directory for sockets, where there is one. */
function baseOf(environment: NodeJS.ProcessEnv): string {
  const bases = [environment['XDG_RUNTIME_DIR'] ?? '', tmpdir()];
  return bases.find((base) => base.startsWith('/') && base.length <= LONGEST_BASE) ?? '/tmp';
}
